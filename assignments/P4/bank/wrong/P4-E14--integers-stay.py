"""Converts tensors only; integers are written as they are.

Caught by: P4-E14.python-floats
"""

def log_epoch(writer, tag, scalars, images, step, image_range=(-1.0, 1.0)):
    for name, value in scalars.items():
        writer.add_scalar(f'{tag}/{name}', value.item() if torch.is_tensor(value) else value, step)
    if images is not None:
        low, high = image_range
        writer.add_images(f'{tag}/images', ((images.detach().float() - low) / (high - low)).clamp(0, 1), step)
