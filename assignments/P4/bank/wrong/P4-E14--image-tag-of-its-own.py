"""Images outside of the group of the tag.

Caught by: P4-E14.one-call-for-images
"""

def log_epoch(writer, tag, scalars, images, step, image_range=(-1.0, 1.0)):
    for name, value in scalars.items():
        writer.add_scalar(f'{tag}/{name}', float(value), step)
    if images is not None:
        low, high = image_range
        writer.add_images('images', ((images.detach().float() - low) / (high - low)).clamp(0, 1), step)
