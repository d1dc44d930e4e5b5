"""Maps from the smallest and largest value of the batch: epochs cannot be compared.

Caught by: P4-E14.image-values
"""

def log_epoch(writer, tag, scalars, images, step, image_range=(-1.0, 1.0)):
    for name, value in scalars.items():
        writer.add_scalar(f'{tag}/{name}', float(value), step)
    if images is not None:
        x = images.detach().float()
        writer.add_images(f'{tag}/images', (x - x.min()) / (x.max() - x.min()), step)
