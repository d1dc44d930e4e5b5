"""Calls a run converged when a step is small: on the flat tail at -4 the first step already is.

Caught by: A1-E3.verdicts A1-E3.not-settled
"""


def sweep(f, starts, lrs, n_iter=400, tol=0.02, x_global=None):
    if x_global is None:
        x_global = global_minimum(f)
    rows = []
    for lr in lrs:
        for start in starts:
            xs, losses = gradient_descent(f, start, lr, n_iter)
            x_end, loss_end = float(xs[-1]), float(losses[-1])
            small = (xs.diff().abs() < tol).nonzero()
            at = int(small[0]) if len(small) else None
            if not (math.isfinite(x_end) and math.isfinite(loss_end)):
                reason = "undefined"
            elif at is None:
                reason = "not converged"
            elif abs(x_end - x_global) <= 0.05:
                reason = "global minimum"
            else:
                reason = "local minimum"
            rows.append({
                "start": start, "lr": lr, "converged_at": at if "minimum" in reason else None,
                "x_end": x_end, "found_global": reason == "global minimum", "reason": reason,
            })
    return rows
