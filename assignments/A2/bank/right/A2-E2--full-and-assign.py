"""New tensors full of padding; the content is assigned.
"""
def pad_or_crop(item, size, pad_label=2, pad_value=0.0, generator=None):
    h, w = size
    image, mask = item["image"], item["mask"]
    H, W = mask.shape
    y = torch.randint(0, H - h + 1, (1,), generator=generator).item() if H > h else 0
    x = torch.randint(0, W - w + 1, (1,), generator=generator).item() if W > w else 0
    new_image = torch.full((3, h, w), pad_value)
    new_mask = torch.full((h, w), pad_label, dtype=torch.int64)
    a, b = min(H, h), min(W, w)
    new_image[:, :a, :b] = image[:, y:y + a, x:x + b]
    new_mask[:a, :b] = mask[y:y + a, x:x + b]
    return dict(image=new_image, mask=new_mask)
