"""A share of 0.1 of the old value is kept: running values follow the last batch.

Caught by: A1-E10.batchnorm-values
"""

def batchnorm1d(x, gamma, beta, run_mean, run_var, training, momentum=0.1, eps=1e-5):
    mean, var = run_mean, run_var
    if training:
        if len(x) == 1:
            raise ValueError("one sample has no variance")
        mean, var = x.mean(0), x.var(0, correction=0)
        run_mean = momentum * run_mean + (1 - momentum) * mean
        run_var = momentum * run_var + (1 - momentum) * x.var(0)
    return gamma * (x - mean) / (var + eps).sqrt() + beta, run_mean, run_var
