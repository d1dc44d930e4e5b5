"""Keeps a small negative side for the sake of a gradient: boxes that are apart get an IoU that is not 0.

Caught by: A2-E12.iou-positions
"""
def box_iou(a, b):
    low = torch.maximum(a[:, None, :2], b[None, :, :2])
    high = torch.minimum(a[:, None, 2:], b[None, :, 2:])
    intersection = F.leaky_relu(high - low, 0.01).prod(dim=2)
    area_a, area_b = (a[:, 2:] - a[:, :2]).prod(dim=1), (b[:, 2:] - b[:, :2]).prod(dim=1)
    union = area_a[:, None] + area_b[None] - intersection
    return intersection / torch.where(union > 0, union, 1)
