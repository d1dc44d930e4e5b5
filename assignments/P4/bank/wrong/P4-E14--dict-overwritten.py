"""Writes the floats into the caller's dict: the loss there has no graph any more.

Caught by: P4-E14.scalars
"""


def log_epoch(writer, tag, scalars, images, step, image_range=(-1.0, 1.0)):
    for name, value in scalars.items():
        scalars[name] = number = float(value)
        writer.add_scalar(f"{tag}/{name}", float(number), step)
    if images is not None:
        low, high = image_range
        pixels = (images.detach().float() - low) / (high - low)
        writer.add_images(f"{tag}/images", pixels.clamp(0, 1), step)
