"""Leaves it to the standard collate function, which stacks: fine as long as all numbers of boxes are equal.

Caught by: A2-E17.collate
"""
def detection_collate(batch):
    from torch.utils.data import default_collate

    out = default_collate(batch)
    return {"images": out["image"], "boxes": out["boxes"], "labels": out["labels"]}
