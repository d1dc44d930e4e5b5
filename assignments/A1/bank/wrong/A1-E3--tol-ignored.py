"""Puts the default of tol into the formula, so another tol changes nothing.

Caught by: A1-E3.own-row
"""

def sweep(f, starts, lrs, n_iter=400, tol=0.02, x_global=None):
    x_global = global_minimum(f) if x_global is None else x_global
    rows = []
    for lr in lrs:
        for start in starts:
            xs, losses = gradient_descent(f, start, lr, n_iter)
            x_end, loss_end = float(xs[-1]), float(losses[-1])
            at, found = None, False
            slope = abs(float(derivative(f, xs[-1:])))
            if not (math.isfinite(x_end) and math.isfinite(loss_end)):
                reason = "undefined"
            elif slope > 1e-3:
                reason = "not converged"
            else:
                at = next(k for k in range(n_iter + 1) if bool(((xs[k:] - x_end).abs() <= 0.02).all()))
                found = abs(x_end - x_global) <= 0.05
                reason = "global minimum" if found else "local minimum"
            rows.append(dict(start=start, lr=lr, converged_at=at, x_end=x_end, found_global=found, reason=reason))
    return rows
