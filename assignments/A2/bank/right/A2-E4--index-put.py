"""Adds ones at the cells, repeated pairs included.
"""
def confusion_matrix(pred, target, num_classes, ignore_index=None):
    t, p = target.flatten().to(torch.int64), pred.flatten().to(torch.int64)
    if ignore_index is not None:
        p, t = p[t != ignore_index], t[t != ignore_index]
    cm = torch.zeros(num_classes, num_classes, dtype=torch.long, device=t.device)
    return cm.index_put_((t, p), torch.ones_like(t), accumulate=True)
