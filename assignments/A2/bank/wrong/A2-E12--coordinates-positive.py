"""Limits the corners of the intersection to 0 or more: right inside an image, wrong for negative coordinates.

Caught by: A2-E12.iou-values
"""
def box_iou(a, b):
    low = torch.maximum(a[:, None, :2], b[None, :, :2]).clamp(min=0)
    high = torch.minimum(a[:, None, 2:], b[None, :, 2:]).clamp(min=0)
    intersection = (high - low).clamp(min=0).prod(dim=2)
    area_a, area_b = (a[:, 2:] - a[:, :2]).prod(dim=1), (b[:, 2:] - b[:, :2]).prod(dim=1)
    union = area_a[:, None] + area_b[None] - intersection
    return intersection / torch.where(union > 0, union, 1)
