"""Expects images without a batch: loops over rows and columns.

Caught by: A2-E4.shapes
"""
def confusion_matrix(pred, target, num_classes, ignore_index=None):
    counts = torch.zeros(num_classes, num_classes, dtype=torch.int64, device=target.device)
    if target.dim() == 1:
        pred, target = pred[None], target[None]
    for row, other in zip(target[..., :, :].reshape(target.shape[0], -1) if target.dim() < 3 else target[0], pred if pred.dim() < 3 else pred[0]):
        for i, j in zip(row.flatten().tolist(), other.flatten().tolist()):
            if i != ignore_index:
                counts[i, j] += 1
    return counts
