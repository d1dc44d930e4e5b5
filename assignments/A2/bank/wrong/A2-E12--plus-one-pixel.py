"""Sides are x2 - x1 + 1 as in old code: hardly visible for large boxes in pixels.

Caught by: A2-E12.iou-values
"""
def box_iou(a, b):
    low = torch.maximum(a[:, None, :2], b[None, :, :2])
    high = torch.minimum(a[:, None, 2:], b[None, :, 2:])
    intersection = (high - low + 1).clamp(min=0).prod(dim=2)
    area_a, area_b = (a[:, 2:] - a[:, :2] + 1).prod(dim=1), (b[:, 2:] - b[:, :2] + 1).prod(dim=1)
    return intersection / (area_a[:, None] + area_b[None] - intersection)
