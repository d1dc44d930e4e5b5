"""Loops over classes; the means are Python floats.
"""
def compute_metrics(cm):
    C = cm.shape[0]
    out = {k: torch.full((C,), float("nan"), dtype=torch.float64) for k in ("precision", "recall", "f1", "iou")}
    for c in range(C):
        tp = int(cm[c, c])
        fp = int(cm[:, c].sum()) - tp
        fn = int(cm[c, :].sum()) - tp
        if tp + fp + fn == 0:
            continue
        out["precision"][c] = tp / (tp + fp) if tp + fp else 0.0
        out["recall"][c] = tp / (tp + fn) if tp + fn else 0.0
        out["f1"][c] = 2 * tp / (2 * tp + fp + fn)
        out["iou"][c] = tp / (tp + fp + fn)

    def mean(x):
        good = [v for v in x.tolist() if not math.isnan(v)]
        return sum(good) / len(good)

    total = int(cm.sum())
    out["accuracy"] = sum(int(cm[c, c]) for c in range(C)) / total
    out["miou"], out["macro_f1"], out["balanced_accuracy"] = mean(out["iou"]), mean(out["f1"]), mean(out["recall"])
    out["weighted_recall"] = sum(int(cm[c].sum()) / total * float(out["recall"][c]) for c in range(C) if int(cm[c].sum()))
    return out
