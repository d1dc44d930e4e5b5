"""Lists of kept rows and columns.
"""
def pad_or_crop(item, size, pad_label=2, pad_value=0.0, generator=None):
    image, mask = item["image"], item["mask"]
    kept = []
    for have, want in zip(mask.shape, size):
        start = torch.randint(low=0, high=max(have - want, 0) + 1, size=(), generator=generator)
        kept.append(torch.arange(min(have, want)) + start)
    rows, columns = kept
    out = {
        "image": image.new_full((image.shape[0], *size), pad_value),
        "mask": mask.new_full(size, pad_label),
    }
    out["image"][:, : len(rows), : len(columns)] = image[:, rows[:, None], columns]
    out["mask"][: len(rows), : len(columns)] = mask[rows[:, None], columns]
    return out
