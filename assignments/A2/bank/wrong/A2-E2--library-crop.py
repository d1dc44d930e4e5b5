"""Calls the crop of torchvision, which is to be written.

Caught by: A2-E2.aligned
"""
def pad_or_crop(item, size, pad_label=2, pad_value=0.0, generator=None):
    import torchvision.transforms.functional as tf

    image, mask = item["image"], item["mask"]
    (H, W), (h, w) = mask.shape, size
    top = int(torch.randint(max(H - h, 0) + 1, (), generator=generator))
    left = int(torch.randint(max(W - w, 0) + 1, (), generator=generator))
    image = tf.crop(image, top, left, min(h, H), min(w, W))
    mask = tf.crop(mask, top, left, min(h, H), min(w, W))
    extra = [0, 0, w - mask.shape[1], h - mask.shape[0]]
    return {"image": tf.pad(image, extra, fill=pad_value), "mask": tf.pad(mask, extra, fill=pad_label)}
