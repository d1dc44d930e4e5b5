"""Rounds a uniform number to the start: the first and the last window get half their share.

Caught by: A2-E2.every-window
"""
def pad_or_crop(item, size, pad_label=2, pad_value=0.0, generator=None):
    image, mask = item["image"], item["mask"]
    (H, W), (h, w) = mask.shape, size
    top = round(float(torch.rand(1, generator=generator)) * max(H - h, 0))
    left = round(float(torch.rand(1, generator=generator)) * max(W - w, 0))
    image, mask = image[:, top:top + h, left:left + w], mask[top:top + h, left:left + w]
    down, right = h - mask.shape[0], w - mask.shape[1]
    image = F.pad(image, (0, right, 0, down), value=pad_value)
    mask = F.pad(mask, (0, right, 0, down), value=pad_label)
    return {"image": image, "mask": mask}
