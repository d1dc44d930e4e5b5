"""Writes images at even steps only: half of the pictures are missing.

Caught by: P4-E14.event-file
"""

def log_epoch(writer, tag, scalars, images, step, image_range=(-1.0, 1.0)):
    for name, value in scalars.items():
        writer.add_scalar(f'{tag}/{name}', float(value), step)
    if images is not None and step % 2 == 0:
        low, high = image_range
        writer.add_images(f'{tag}/images', ((images.detach().float() - low) / (high - low)).clamp(0, 1), step)
