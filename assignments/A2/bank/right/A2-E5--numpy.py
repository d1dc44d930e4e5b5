"""NumPy with ignored warnings; NumPy floats for the means, two keys more.
"""
def compute_metrics(cm):
    m = cm.numpy().astype(np.float64)
    tp, actual, predicted = np.diag(m), m.sum(1), m.sum(0)
    absent = (actual == 0) & (predicted == 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        values = {
            "precision": tp / predicted,
            "recall": tp / actual,
            "f1": 2 * tp / (actual + predicted),
            "iou": tp / (actual + predicted - tp),
        }
    values = {k: np.where(absent, np.nan, np.nan_to_num(v, nan=0.0)) for k, v in values.items()}
    out = {k: torch.from_numpy(v) for k, v in values.items()}
    out["support"] = torch.from_numpy(actual)
    out["num_pixels"] = int(actual.sum())
    out["accuracy"] = tp.sum() / m.sum()
    out["miou"] = np.nanmean(values["iou"])
    out["macro_f1"] = np.nanmean(values["f1"])
    out["balanced_accuracy"] = np.nanmean(values["recall"])
    out["weighted_recall"] = np.nansum(values["recall"] * actual) / actual.sum()
    return out
