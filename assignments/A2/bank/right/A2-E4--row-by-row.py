"""bincount of the predictions within each actual class.
"""
def confusion_matrix(pred: Tensor, target: Tensor, num_classes: int, ignore_index: int | None = None) -> Tensor:
    rows = []
    for c in range(num_classes):
        if c == ignore_index:
            rows.append(torch.zeros(num_classes, dtype=torch.int64, device=pred.device))
        else:
            rows.append(torch.bincount(pred[target == c].long(), minlength=num_classes))
    return torch.stack(rows)
