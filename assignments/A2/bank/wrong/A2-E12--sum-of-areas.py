"""The intersection is not subtracted from the union: identical boxes have 0.5, the order of pairs stays the same.

Caught by: A2-E12.iou-values, A2-E12.iou-positions
"""
def box_iou(a, b):
    low = torch.maximum(a[:, None, :2], b[None, :, :2])
    high = torch.minimum(a[:, None, 2:], b[None, :, 2:])
    intersection = (high - low).clamp(min=0).prod(dim=2)
    area_a, area_b = (a[:, 2:] - a[:, :2]).prod(dim=1), (b[:, 2:] - b[:, :2]).prod(dim=1)
    union = area_a[:, None] + area_b[None]
    return intersection / torch.where(union > 0, union, 1)
