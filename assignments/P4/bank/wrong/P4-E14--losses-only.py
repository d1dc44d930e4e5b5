"""Writes names that contain 'loss' only.

Caught by: P4-E14.scalars
"""

def log_epoch(writer, tag, scalars, images, step, image_range=(-1.0, 1.0)):
    scalars = {k: v for k, v in scalars.items() if 'loss' in k}
    for name, value in scalars.items():
        writer.add_scalar(f'{tag}/{name}', float(value), step)
    if images is not None:
        low, high = image_range
        writer.add_images(f'{tag}/images', ((images.detach().float() - low) / (high - low)).clamp(0, 1), step)
