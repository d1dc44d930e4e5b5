"""The union is limited to a millionth or more: boxes in fractions of an image, or tiny ones, get too small an
IoU.

Caught by: A2-E12.iou-values
"""
def box_iou(a, b):
    low = torch.maximum(a[:, None, :2], b[None, :, :2]); high = torch.minimum(a[:, None, 2:], b[None, :, 2:])
    i = (high - low).clamp(min=0).prod(2)
    u = (a[:, 2:] - a[:, :2]).prod(1)[:, None] + (b[:, 2:] - b[:, :2]).prod(1) - i
    return i / u.clamp(min=1e-6)
