"""The caller's running values are changed in place, as a module would do.

Caught by: A1-E10.batchnorm-values
"""

def batchnorm1d(x, gamma, beta, run_mean, run_var, training, momentum=0.1, eps=1e-5):
    mean, var = run_mean, run_var
    if training:
        if len(x) == 1:
            raise ValueError("one sample has no variance")
        mean, var = x.mean(0), x.var(0, correction=0)
        run_mean.mul_(1 - momentum).add_(momentum * mean.detach())
        run_var.mul_(1 - momentum).add_(momentum * x.detach().var(0))
    return gamma * (x - mean) / (var + eps).sqrt() + beta, run_mean, run_var
