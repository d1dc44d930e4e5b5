"""Weighted recall with the shares of the predictions: right when both shares agree.

Caught by: A2-E5.means, A2-E5.identities
"""
def compute_metrics(cm):
    cm = cm.to(torch.float64)
    tp, actual, predicted = cm.diag(), cm.sum(dim=1), cm.sum(dim=0)
    there = (actual + predicted) > 0
    nan = torch.full_like(tp, float("nan"))

    def ratio(a, b):
        return torch.where(there, torch.where(b > 0, a / b.clamp(min=1), torch.zeros_like(a)), nan)

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
        "weighted_recall": (recall[there] * predicted[there]).sum() / total,
    }
