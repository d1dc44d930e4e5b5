"""Records the first eight images only: small batches are complete.

Caught by: P4-E14.image-values
"""


def log_epoch(writer, tag, scalars, images, step, image_range=(-1.0, 1.0)):
    for name, value in scalars.items():
        number = value.item() if isinstance(value, Tensor) else value
        writer.add_scalar(f"{tag}/{name}", float(number), step)
    if images is not None:
        low, high = image_range
        pixels = (images[:8].detach().float() - low) / (high - low)
        writer.add_images(f"{tag}/images", pixels.clamp(0, 1), step)
