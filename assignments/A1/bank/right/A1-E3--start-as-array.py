"""Runs over arrays of starts and rates; the numbers in the rows are numpy's."""

def sweep(f, starts, lrs, n_iter=400, tol=0.02, x_global=None):
    rows = []
    for start in np.asarray(starts, dtype=float):
        for lr in np.asarray(lrs, dtype=float):
            xs, losses = (v.numpy() for v in gradient_descent(f, start, lr, n_iter))
            row = {"start": start, "lr": lr, "converged_at": None, "x_end": float(xs[-1]), "found_global": False}
            if np.isnan(xs[-1]) or not np.isfinite(losses[-1]):
                row["reason"] = "undefined"
            elif abs(derivative(f, torch.from_numpy(xs[-1:])).item()) > 1e-3:
                row["reason"] = "not converged"
            else:
                goal = global_minimum(f) if x_global is None else x_global
                row["found_global"] = bool(np.abs(xs[-1] - goal) <= 0.05)
                row["reason"] = "global minimum" if row["found_global"] else "local minimum"
                k = n_iter
                while k >= 0 and abs(xs[k] - xs[-1]) <= tol:
                    k -= 1
                row["converged_at"] = k + 1
            rows.append(row)
    return rows
