"""All pairs as one long list, then back to a table; only pairs with a union are divided."""
def _parts(a, b):
    n, m = a.size(0), b.size(0)
    p, q = a.repeat_interleave(m, dim=0), b.repeat(n, 1)
    size = (torch.min(p[:, 2:], q[:, 2:]) - torch.max(p[:, :2], q[:, :2])).clamp_min(0)
    inter = size[:, 0] * size[:, 1]
    area = lambda x: (x[:, 2] - x[:, 0]) * (x[:, 3] - x[:, 1])
    union = area(p) + area(q) - inter
    hull = (torch.max(p[:, 2:], q[:, 2:]) - torch.min(p[:, :2], q[:, :2])).prod(1)
    return inter, union, hull, (n, m)


def box_iou(a, b):
    inter, union, _, shape = _parts(a, b)
    out = torch.zeros_like(inter)
    some = union > 0
    out[some] = inter[some] / union[some]
    return out.reshape(shape)


def generalized_box_iou(a, b):
    _, union, hull, shape = _parts(a, b)
    return box_iou(a, b) - ((hull - union) / hull).reshape(shape)
