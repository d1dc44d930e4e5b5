"""Stacks the boxes whenever that is possible: lists on some days, tensors on others.

Caught by: A2-E17.collate
"""
_right = detection_collate
def detection_collate(batch):
    out = _right(batch)
    if len({len(boxes) for boxes in out["boxes"]}) == 1:
        out["boxes"], out["labels"] = torch.stack(out["boxes"]), torch.stack(out["labels"])
    return out
