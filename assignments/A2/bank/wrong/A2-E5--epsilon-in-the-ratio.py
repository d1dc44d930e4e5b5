"""A small number in every denominator: 0/0 becomes 0, and all values are a little too small.

Caught by: A2-E5.per-class
"""
def compute_metrics(cm):
    cm = cm.to(torch.float64)
    tp, actual, predicted = cm.diag(), cm.sum(dim=1), cm.sum(dim=0)
    there = (actual + predicted) > 0
    nan = torch.full_like(tp, float("nan"))

    def ratio(a, b):
        return torch.where(there, a / (b + 1e-6), nan)

    precision, recall = ratio(tp, predicted), ratio(tp, actual)
    f1 = ratio(2 * tp, actual + predicted)
    iou = ratio(tp, actual + predicted - tp)
    total = cm.sum()
    return {
        "precision": precision, "recall": recall, "f1": f1, "iou": iou,
        "accuracy": tp.sum() / total,
        "miou": iou[there].mean(),
        "macro_f1": f1[there].mean(),
        "balanced_accuracy": recall[there].mean(),
        "weighted_recall": (recall[there] * actual[there]).sum() / total,
    }
