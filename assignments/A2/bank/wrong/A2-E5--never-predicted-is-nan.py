"""Precision of a class that is never predicted is 0/0 and left out of the means: missing a class altogether is not punished.

Caught by: A2-E5.never-predicted
"""
def compute_metrics(cm):
    cm = cm.to(torch.float64)
    tp, actual, predicted = cm.diag(), cm.sum(dim=1), cm.sum(dim=0)
    there = (actual + predicted) > 0
    nan = torch.full_like(tp, float("nan"))

    def ratio(a, b):
        return torch.where(there, a / b, nan)

    precision, recall = ratio(tp, predicted), ratio(tp, actual)
    f1 = ratio(2 * tp, actual + predicted)
    iou = ratio(tp, actual + predicted - tp)
    total = cm.sum()
    return {
        "precision": precision, "recall": recall, "f1": f1, "iou": iou,
        "accuracy": tp.sum() / total,
        "miou": iou.nanmean(),
        "macro_f1": f1.nanmean(),
        "balanced_accuracy": recall.nanmean(),
        "weighted_recall": (recall[there] * actual[there]).sum() / total,
    }
