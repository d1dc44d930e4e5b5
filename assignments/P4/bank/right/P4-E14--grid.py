"""A grid by torchvision that maps the range itself."""

def log_epoch(writer, tag, scalars, images, step, image_range=(-1.0, 1.0)):
    from torchvision.utils import make_grid
    for name, value in scalars.items():
        writer.add_scalar(f'{tag}/{name}', float(value), step)
    if images is not None:
        grid = make_grid(images.detach().float(), nrow=2, normalize=True, value_range=image_range)
        writer.add_image(tag + '/samples', grid, global_step=step)
