"""The union of GIoU counts the intersection twice; right for boxes that are apart.

Caught by: A2-E12.giou-values
"""
def generalized_box_iou(a, b):
    area_a, area_b = (a[:, 2:] - a[:, :2]).prod(dim=1), (b[:, 2:] - b[:, :2]).prod(dim=1)
    union = area_a[:, None] + area_b[None]
    low = torch.minimum(a[:, None, :2], b[None, :, :2])
    high = torch.maximum(a[:, None, 2:], b[None, :, 2:])
    hull = (high - low).prod(dim=2)
    return box_iou(a, b) - (hull - union) / hull
