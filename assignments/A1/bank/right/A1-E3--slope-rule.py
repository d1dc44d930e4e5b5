"""converged_at by the slope: the first k from which |f'| stays below 0.02."""


def sweep(f, starts, lrs, n_iter=400, tol=0.02, x_global=None):
    if x_global is None:
        x_global = global_minimum(f)
    rows = []
    for start in starts:
        for lr in lrs:
            xs, losses = gradient_descent(f, x0=start, lr=lr, n_iter=n_iter)
            slopes = derivative(f, xs).abs()
            row = {"start": start, "lr": lr, "x_end": float(xs[-1]), "found_global": False, "converged_at": None}
            if not (math.isfinite(xs[-1]) and math.isfinite(losses[-1])):
                row["reason"] = "undefined"
            elif slopes[-1] > 1e-3:
                row["reason"] = "not converged"
            else:
                steep = [k for k, slope in enumerate(slopes.tolist()) if slope > 0.02]
                row["converged_at"] = steep[-1] + 1 if steep else 0
                row["found_global"] = bool(abs(xs[-1] - x_global) <= 0.05)
                row["reason"] = "global minimum" if row["found_global"] else "local minimum"
            rows.append(row)
    return rows
