"""Multiplies the sides without limiting them to 0: two negative ones make a positive area for boxes apart in both axes.

Caught by: A2-E12.iou-positions
"""
def box_iou(a, b):
    low = torch.maximum(a[:, None, :2], b[None, :, :2])
    high = torch.minimum(a[:, None, 2:], b[None, :, 2:])
    intersection = (high - low).prod(dim=2)
    area_a, area_b = (a[:, 2:] - a[:, :2]).prod(dim=1), (b[:, 2:] - b[:, :2]).prod(dim=1)
    union = area_a[:, None] + area_b[None] - intersection
    return intersection / torch.where(union != 0, union, 1)
