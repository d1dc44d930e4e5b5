"""Returns at once if there are no numbers, and loses the images.

Caught by: P4-E14.one-call-for-images
"""


def log_epoch(writer, tag, scalars, images, step, image_range=(-1.0, 1.0)):
    if not scalars:
        return
    for name, value in scalars.items():
        number = value.item() if isinstance(value, Tensor) else value
        writer.add_scalar(f"{tag}/{name}", float(number), step)
    if images is not None:
        low, high = image_range
        pixels = (images.detach().float() - low) / (high - low)
        writer.add_images(f"{tag}/images", pixels.clamp(0, 1), step)
