"""Pads the image by repeating its border: looks natural, but pad_value is never there.

Caught by: A2-E2.padding
"""
def pad_or_crop(item, size, pad_label=2, pad_value=0.0, generator=None):
    image, mask = item["image"], item["mask"]
    (H, W), (h, w) = mask.shape, size
    top = int(torch.randint(max(H - h, 0) + 1, (), generator=generator))
    left = int(torch.randint(max(W - w, 0) + 1, (), generator=generator))
    image, mask = image[:, top:top + h, left:left + w], mask[top:top + h, left:left + w]
    extra = (0, w - mask.shape[1], 0, h - mask.shape[0])
    return {"image": F.pad(image[None], extra, mode="replicate")[0], "mask": F.pad(mask, extra, value=pad_label)}
