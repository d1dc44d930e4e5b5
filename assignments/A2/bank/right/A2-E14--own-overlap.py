"""Computes the IoU itself and works in double precision inside."""
def assign_targets(anchors, gt_boxes, gt_labels, pos=0.5, neg=0.4):
    a, g = anchors.double(), gt_boxes.double()
    labels = torch.empty(len(a), dtype=torch.int64, device=anchors.device).fill_(-1)
    deltas = torch.zeros_like(a)
    if g.numel():
        low, high = a[:, :2] - a[:, 2:] / 2, a[:, :2] + a[:, 2:] / 2
        inter = torch.ones(len(a), len(g), dtype=torch.float64, device=a.device)
        for i in (0, 1):
            side = torch.min(high[:, None, i], g[None, :, 2 + i]) - torch.max(low[:, None, i], g[None, :, i])
            inter = inter * side.clamp(min=0)
        iou = inter / (a[:, 2:].prod(1)[:, None] + (g[:, 2:] - g[:, :2]).prod(1) - inter)
        best, box = iou.max(1)
        labels[best >= neg] = -2
        hit = best >= pos
        rest = iou
        for _ in g:
            i, j = [int(v) for v in torch.nonzero(rest == rest.max())[0]]
            hit[i], box[i] = True, j
            rest[i] = -1.0
            rest[:, j] = -1.0
        labels[hit] = gt_labels[box[hit]]
        chosen = g[box[hit]]
        size = chosen[:, 2:] - chosen[:, :2]
        centre = chosen[:, :2] + size / 2
        deltas[hit, :2] = (centre - a[hit, :2]) / a[hit, 2:]
        deltas[hit, 2:] = torch.log(size / a[hit, 2:])
    return labels, deltas.to(anchors.dtype)
