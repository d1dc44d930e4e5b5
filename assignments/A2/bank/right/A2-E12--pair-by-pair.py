"""Loops over pairs; boxes that are apart get a constant 0."""
def _pair(p, q):
    w = torch.minimum(p[2], q[2]) - torch.maximum(p[0], q[0])
    h = torch.minimum(p[3], q[3]) - torch.maximum(p[1], q[1])
    inter = w * h if w > 0 and h > 0 else p.new_zeros(())
    return inter, (p[2] - p[0]) * (p[3] - p[1]) + (q[2] - q[0]) * (q[3] - q[1]) - inter


def box_iou(a, b):
    if len(a) == 0 or len(b) == 0:
        return a.new_zeros(len(a), len(b))
    rows = []
    for p in a:
        row = []
        for q in b:
            inter, union = _pair(p, q)
            row.append(inter / union if union > 0 else p.new_zeros(()))
        rows.append(torch.stack(row))
    return torch.stack(rows)


def generalized_box_iou(a, b):
    iou = box_iou(a, b)
    if iou.numel() == 0:
        return iou
    rows = []
    for i, p in enumerate(a):
        row = []
        for j, q in enumerate(b):
            _, union = _pair(p, q)
            low, high = torch.minimum(p[:2], q[:2]), torch.maximum(p[2:], q[2:])
            hull = (high - low).prod()
            row.append(iou[i, j] - (hull - union) / hull)
        rows.append(torch.stack(row))
    return torch.stack(rows)
