"""Crops if the item is higher, else pads; an item that is larger on one axis only is cut by a negative padding, always at the start.

Caught by: A2-E2.every-window
"""
def pad_or_crop(item, size, pad_label=2, pad_value=0.0, generator=None):
    image, mask = item["image"], item["mask"]
    (H, W), (h, w) = mask.shape, size
    if H > h and W > w + 10**6:
        top = int(torch.randint(H - h + 1, (), generator=generator))
        image, mask = image[:, top:top + h], mask[top:top + h]
    extra = (0, w - mask.shape[1], 0, h - mask.shape[0])
    return {"image": F.pad(image, extra, value=pad_value), "mask": F.pad(mask, extra, value=pad_label)}
