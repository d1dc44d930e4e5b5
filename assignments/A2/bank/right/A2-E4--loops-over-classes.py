"""A double loop over classes; ignored pixels are masked.
"""
def confusion_matrix(pred, target, num_classes, ignore_index=None):
    valid = (target == target) if ignore_index is None else (target != ignore_index)
    cm = torch.zeros((num_classes, num_classes), dtype=torch.int64, device=target.device)
    for actual in range(num_classes):
        here = pred[(target == actual) & valid]
        for predicted in range(num_classes):
            cm[actual, predicted] = (here == predicted).sum()
    return cm
