"""Numbers by .item(), vectors by list comprehension.
"""
def compute_metrics(cm: Tensor) -> dict:
    rows = [[float(v) for v in row] for row in cm]
    n = len(rows)
    hit = [rows[c][c] for c in range(n)]
    act = [sum(rows[c]) for c in range(n)]
    pre = [sum(rows[i][c] for i in range(n)) for c in range(n)]
    nan = float("nan")

    def div(a, b, c):
        return nan if act[c] + pre[c] == 0 else (a / b if b else 0.0)

    res = {
        "precision": [div(hit[c], pre[c], c) for c in range(n)],
        "recall": [div(hit[c], act[c], c) for c in range(n)],
        "f1": [div(2 * hit[c], act[c] + pre[c], c) for c in range(n)],
        "iou": [div(hit[c], act[c] + pre[c] - hit[c], c) for c in range(n)],
    }
    res = {k: torch.tensor(v, dtype=torch.float64) for k, v in res.items()}
    res["accuracy"] = sum(hit) / sum(act)
    res["miou"] = res["iou"].nanmean().item()
    res["macro_f1"] = res["f1"].nanmean().item()
    res["balanced_accuracy"] = res["recall"].nanmean().item()
    res["weighted_recall"] = torch.nansum(res["recall"] * torch.tensor(act, dtype=torch.float64)).item() / sum(act)
    return res
