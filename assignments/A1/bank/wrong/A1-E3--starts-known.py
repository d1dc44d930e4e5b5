"""Conditions on particular starts: the table of the notebook by heart.

Caught by: A1-E3.own-row
"""


def sweep(f, starts, lrs, n_iter=400, tol=0.02, x_global=None):
    if x_global is None:
        x_global = global_minimum(f)
    rows = []
    for lr in lrs:
        for start in starts:
            xs, losses = gradient_descent(f, start, lr, n_iter)
            x_end, loss_end = float(xs[-1]), float(losses[-1])
            outside = ((xs - x_end).abs() > tol).nonzero()
            at = int(outside[-1]) + 1 if len(outside) else 0
            if start == 0:
                reason = "undefined"
            elif abs(float(derivative(f, xs[-1:]))) > 1e-3:
                reason = "not converged"
            elif start in (-4.0, -1.0):
                reason = "global minimum"
            else:
                reason = "local minimum"
            rows.append({
                "start": start, "lr": lr, "converged_at": at if "minimum" in reason else None,
                "x_end": x_end, "found_global": reason == "global minimum", "reason": reason,
            })
    return rows
