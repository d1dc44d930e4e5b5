"""Pads first, then cuts a window of what is large enough now.
"""
def pad_or_crop(item, size, pad_label=2, pad_value=0.0, generator=None):
    image, mask = item["image"], item["mask"]
    h, w = size
    extra = (0, max(w - mask.shape[1], 0), 0, max(h - mask.shape[0], 0))
    image = F.pad(image, extra, "constant", pad_value)
    mask = F.pad(mask, extra, "constant", pad_label)
    i = torch.randint(mask.shape[0] - h + 1, (1,), generator=generator)
    j = torch.randint(mask.shape[1] - w + 1, (1,), generator=generator)
    image, mask = image[:, i:i + h], mask[i:i + h]
    return {"mask": mask[:, j:j + w].clone(), "image": image[:, :, j:j + w].clone()}
