"""One pair written down, vmap over both lists."""
def _iou_and_gap(p, q):
    sides = (torch.minimum(p[2:], q[2:]) - torch.maximum(p[:2], q[:2])).clamp(min=0)
    inter = sides[0] * sides[1]
    union = (p[2] - p[0]) * (p[3] - p[1]) + (q[2] - q[0]) * (q[3] - q[1]) - inter
    hull = torch.maximum(p[2:], q[2:]) - torch.minimum(p[:2], q[:2])
    iou = inter / torch.where(union == 0, torch.ones_like(union), union)
    return iou, union, hull[0] * hull[1]


def _table(a, b):
    return torch.vmap(lambda p: torch.vmap(lambda q: _iou_and_gap(p, q))(b))(a)


def box_iou(a, b):
    if a.shape[0] * b.shape[0] == 0:
        return torch.zeros(a.shape[0], b.shape[0], dtype=a.dtype, device=a.device)
    return _table(a, b)[0]


def generalized_box_iou(a, b):
    if a.shape[0] * b.shape[0] == 0:
        return torch.zeros(a.shape[0], b.shape[0], dtype=a.dtype, device=a.device)
    iou, union, hull = _table(a, b)
    return iou - (hull - union) / hull
