"""Keywords, item(), flush at the end, images first."""

def log_epoch(writer, tag, scalars, images, step, image_range=(-1.0, 1.0)):
    if images is not None:
        with torch.no_grad():
            scaled = images.float().sub(image_range[0]).div(image_range[1] - image_range[0]).clip(0.0, 1.0)
        writer.add_images(tag=f'{tag}/epoch/images', img_tensor=scaled, global_step=step)
    for key in scalars:
        value = scalars[key]
        value = value.item() if isinstance(value, Tensor) else float(value)
        writer.add_scalar(tag=tag + '/' + key, scalar_value=value, global_step=step)
    writer.flush()
