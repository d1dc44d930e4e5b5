"""One random number for both axes: windows lie on the diagonal only.

Caught by: A2-E2.every-window
"""
def pad_or_crop(item, size, pad_label=2, pad_value=0.0, generator=None):
    image, mask = item["image"], item["mask"]
    (H, W), (h, w) = mask.shape, size
    share = float(torch.randint(0, 10**6, (1,), generator=generator)) / 10**6
    top, left = int(share * (max(H - h, 0) + 1)), int(share * (max(W - w, 0) + 1))
    image, mask = image[:, top:top + h, left:left + w], mask[top:top + h, left:left + w]
    down, right = h - mask.shape[0], w - mask.shape[1]
    image = F.pad(image, (0, right, 0, down), value=pad_value)
    mask = F.pad(mask, (0, right, 0, down), value=pad_label)
    return {"image": image, "mask": mask}
