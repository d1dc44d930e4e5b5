"""The hull is taken out of the graph: right values, nothing pulls the boxes together.

Caught by: A2-E12.giou-gradient
"""
def generalized_box_iou(a, b):
    area_a, area_b = (a[:, 2:] - a[:, :2]).prod(dim=1), (b[:, 2:] - b[:, :2]).prod(dim=1)
    iou = box_iou(a, b)
    union = (area_a[:, None] + area_b[None]) / (1 + iou)
    low = torch.minimum(a[:, None, :2], b[None, :, :2])
    high = torch.maximum(a[:, None, 2:], b[None, :, 2:])
    hull = (high - low).prod(dim=2).detach()
    return iou - (hull - union) / hull
