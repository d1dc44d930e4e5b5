"""Image and mask are cut at different random places: the loss still falls, mIoU drops a little.

Caught by: A2-E2.aligned
"""
def pad_or_crop(item, size, pad_label=2, pad_value=0.0, generator=None):
    def fit(x, fill):
        (H, W), (h, w) = x.shape[-2:], size
        top = int(torch.randint(0, max(H - h, 0) + 1, (1,), generator=generator))
        left = int(torch.randint(0, max(W - w, 0) + 1, (1,), generator=generator))
        x = x[..., top:top + h, left:left + w]
        return F.pad(x, (0, w - x.shape[-1], 0, h - x.shape[-2]), value=fill)

    return {"image": fit(item["image"], pad_value), "mask": fit(item["mask"], pad_label)}
