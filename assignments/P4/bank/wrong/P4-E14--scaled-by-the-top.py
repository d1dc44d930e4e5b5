"""Divides by the upper end only: the lower end is ignored.

Caught by: P4-E14.image-values
"""

def log_epoch(writer, tag, scalars, images, step, image_range=(-1.0, 1.0)):
    for name, value in scalars.items():
        writer.add_scalar(f'{tag}/{name}', float(value), step)
    if images is not None:
        low, high = image_range
        writer.add_images(f'{tag}/images', (images.detach().float() / high).clamp(0, 1), step)
