"""A call for each image: dozens of pictures an epoch.

Caught by: P4-E14.one-call-for-images, P4-E14.image-values
"""

def log_epoch(writer, tag, scalars, images, step, image_range=(-1.0, 1.0)):
    for name, value in scalars.items():
        writer.add_scalar(f'{tag}/{name}', float(value), step)
    if images is not None:
        low, high = image_range
        for n, image in enumerate(((images.detach().float() - low) / (high - low)).clamp(0, 1)):
            writer.add_image(f'{tag}/images/{n}', image, step)
