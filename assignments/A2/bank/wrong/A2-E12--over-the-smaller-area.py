"""Intersection over the smaller of the two areas: a box inside a large one counts as identical.

Caught by: A2-E12.iou-values
"""
def box_iou(a, b):
    low = torch.maximum(a[:, None, :2], b[None, :, :2])
    high = torch.minimum(a[:, None, 2:], b[None, :, 2:])
    intersection = (high - low).clamp(min=0).prod(dim=2)
    area_a, area_b = (a[:, 2:] - a[:, :2]).prod(dim=1), (b[:, 2:] - b[:, :2]).prod(dim=1)
    smaller = torch.minimum(area_a[:, None], area_b[None])
    return intersection / torch.where(smaller > 0, smaller, 1)
