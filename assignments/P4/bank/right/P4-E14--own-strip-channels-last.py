"""A strip of images side by side, channels last, from a NumPy array."""

def log_epoch(writer, tag, scalars, images, step, image_range=(-1.0, 1.0)):
    for name, value in scalars.items():
        writer.add_scalar(f'{tag}/{name}', float(value), step)
    if images is None:
        return
    low, high = image_range
    strip = torch.cat(list(images.detach()), dim=2).permute(1, 2, 0).cpu().numpy().astype(np.float32)
    strip = np.clip((strip - low) / (high - low), 0, 1)
    writer.add_image(f'{tag}/strip', strip, step, dataformats='HWC')
