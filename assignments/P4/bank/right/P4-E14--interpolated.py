"""A comprehension for the calls, torch.lerp for the range."""

def log_epoch(writer, tag, scalars, images, step, image_range=(-1.0, 1.0)):
    [writer.add_scalar('/'.join((tag, k)), float(v), step) for k, v in sorted(scalars.items())]
    if images is not None:
        low, high = (float(one) for one in image_range)
        span = high - low
        pixels = images.detach().to(torch.float32) * (1 / span) - low / span
        writer.add_images(f'{tag}/pictures', torch.clamp(pixels, min=0, max=1), step)
