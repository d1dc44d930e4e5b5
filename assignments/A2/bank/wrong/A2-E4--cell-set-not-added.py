"""Indexed assignment adds 1 per cell only once for repeated pairs: right for pixels that all differ.

Caught by: A2-E4.counts
"""
def confusion_matrix(pred, target, num_classes, ignore_index=None):
    pred, target = pred.long().flatten(), target.long().flatten()
    if ignore_index is not None:
        valid = target != ignore_index
        pred, target = pred[valid], target[valid]
    counts = torch.zeros(num_classes, num_classes, dtype=torch.int64, device=target.device)
    counts[target, pred] += 1
    return counts
