"""Names without the tag: two models share one curve.

Caught by: P4-E14.scalars, P4-E14.event-file
"""

def log_epoch(writer, tag, scalars, images, step, image_range=(-1.0, 1.0)):
    for name, value in scalars.items():
        writer.add_scalar(name, float(value), step)
    if images is not None:
        low, high = image_range
        writer.add_images(f'{tag}/images', ((images.detach().float() - low) / (high - low)).clamp(0, 1), step)
