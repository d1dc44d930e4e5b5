"""Scatters weights of 0 and 1 into the cells.
"""
def confusion_matrix(pred, target, num_classes, ignore_index=None):
    target, pred = target.contiguous().view(-1).long(), pred.contiguous().view(-1).long()
    weight = torch.ones_like(target) if ignore_index is None else (target != ignore_index).long()
    pairs = torch.where(weight == 1, target, 0) * num_classes + pred
    cells = torch.zeros(num_classes**2, dtype=torch.int64, device=target.device)
    return cells.scatter_add(0, pairs, weight).view(num_classes, num_classes)
