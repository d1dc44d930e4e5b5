"""Counts its own calls instead of taking the step.

Caught by: P4-E14.steps
"""

def log_epoch(writer, tag, scalars, images, step, image_range=(-1.0, 1.0)):
    global _n
    _n = globals().get('_n', -1) + 1
    step = _n
    for name, value in scalars.items():
        writer.add_scalar(f'{tag}/{name}', float(value), step)
    if images is not None:
        low, high = image_range
        writer.add_images(f'{tag}/images', ((images.detach().float() - low) / (high - low)).clamp(0, 1), step)
