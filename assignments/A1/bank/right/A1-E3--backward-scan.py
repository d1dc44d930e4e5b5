"""Scans backwards for the first iterate that is too far away; rows by start, then by rate."""


def sweep(f, starts, lrs, n_iter=400, tol=0.02, x_global=None):
    target = global_minimum(f) if x_global is None else x_global

    def judge(xs, losses):
        end = xs[-1].item()
        if not (torch.isfinite(xs[-1]) and torch.isfinite(losses[-1])):
            return None, "undefined"
        leaf = xs[-1].clone().requires_grad_()
        if torch.autograd.grad(f(leaf), leaf)[0].abs() > 1e-3:
            return None, "not converged"
        k = len(xs) - 1
        while k > 0 and abs(xs[k - 1].item() - end) <= tol:
            k -= 1
        return k, "global minimum" if abs(end - target) <= 0.05 else "local minimum"

    table = []
    for start in starts:
        for lr in lrs:
            xs, losses = gradient_descent(f, start, lr, n_iter)
            k, reason = judge(xs, losses)
            row = dict(start=start, lr=lr, converged_at=k, x_end=xs[-1].item())
            table.append(row | dict(found_global=reason == "global minimum", reason=reason))
    return table
