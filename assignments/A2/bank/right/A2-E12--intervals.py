"""Overlap of two intervals in x and in y; the union by maximum with a tiny number where it is 0."""
def _overlap(low_a, high_a, low_b, high_b):
    return F.relu(torch.min(high_a[:, None], high_b[None, :]) - torch.max(low_a[:, None], low_b[None, :]))


def _areas(a, b):
    ax1, ay1, ax2, ay2 = a.unbind(-1)
    bx1, by1, bx2, by2 = b.unbind(-1)
    inter = _overlap(ax1, ax2, bx1, bx2) * _overlap(ay1, ay2, by1, by2)
    return inter, ((ax2 - ax1) * (ay2 - ay1)).unsqueeze(1) + ((bx2 - bx1) * (by2 - by1)).unsqueeze(0) - inter


def box_iou(a, b):
    inter, union = _areas(a, b)
    return inter / union.clamp(min=torch.finfo(union.dtype).tiny)


def generalized_box_iou(a, b):
    inter, union = _areas(a, b)
    sides = [torch.max(a[:, None, i + 2], b[None, :, i + 2]) - torch.min(a[:, None, i], b[None, :, i]) for i in (0, 1)]
    hull = sides[0] * sides[1]
    return inter / union.clamp(min=torch.finfo(union.dtype).tiny) - 1 + union / hull
