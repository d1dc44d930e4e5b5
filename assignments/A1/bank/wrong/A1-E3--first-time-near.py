"""converged_at of a run that has not settled is the last index in place of None.

Caught by: A1-E3.not-settled
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
            if not (math.isfinite(x_end) and math.isfinite(loss_end)):
                reason = "undefined"
            elif abs(float(derivative(f, xs[-1:]))) > 1e-3:
                reason = "not converged"
            elif abs(x_end - x_global) <= 0.05:
                reason = "global minimum"
            else:
                reason = "local minimum"
            rows.append({
                "start": start, "lr": lr, "converged_at": None if reason == "undefined" else at,
                "x_end": x_end, "found_global": reason == "global minimum", "reason": reason,
            })
    return rows
