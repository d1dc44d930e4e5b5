"""Does not use gradient_descent: all starts of a rate walk together in one tensor."""


def sweep(f, starts, lrs, n_iter=400, tol=0.02, x_global=None):
    target = global_minimum(f) if x_global is None else x_global

    def slope(x):
        x = x.detach().requires_grad_()
        return torch.autograd.grad(f(x).sum(), x)[0]

    rows = []
    for lr in lrs:
        x = torch.tensor(starts, dtype=torch.float64)
        path = [x]
        for _ in range(n_iter):
            x = x - lr * slope(x)
            path.append(x)
        path = torch.stack(path)
        finite = x.isfinite() & f(x).isfinite()
        settled = finite & (slope(x).abs() <= 1e-3)
        far = (path - x).abs() > tol
        last_far = torch.where(far, torch.arange(1, n_iter + 2)[:, None], 0).max(dim=0).values
        for j, start in enumerate(starts):
            near = abs(x[j].item() - target) <= 0.05
            if not finite[j]:
                reason = "undefined"
            elif not settled[j]:
                reason = "not converged"
            else:
                reason = "global minimum" if near else "local minimum"
            rows.append({
                "start": start,
                "lr": lr,
                "converged_at": int(last_far[j]) if settled[j] else None,
                "x_end": x[j].item(),
                "found_global": reason.startswith("global"),
                "reason": reason,
            })
    return rows
