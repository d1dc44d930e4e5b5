"""Fills a table with Python numbers: right values, nothing to train on.

Caught by: A2-E12.iou-gradient
"""
def box_iou(a, b):
    table = torch.zeros(len(a), len(b), dtype=a.dtype, device=a.device)
    for i, p in enumerate(a.tolist()):
        for j, q in enumerate(b.tolist()):
            w, h = min(p[2], q[2]) - max(p[0], q[0]), min(p[3], q[3]) - max(p[1], q[1])
            inter = max(w, 0) * max(h, 0)
            union = (p[2] - p[0]) * (p[3] - p[1]) + (q[2] - q[0]) * (q[3] - q[1]) - inter
            table[i, j] = inter / union if union > 0 else 0
    return table
