"""The statistics of the batch also outside training: a sample depends on its company.

Caught by: A1-E10.batchnorm-values
"""

def batchnorm1d(x, gamma, beta, run_mean, run_var, training, momentum=0.1, eps=1e-5):
    mean, var = run_mean, run_var
    if training:
        if len(x) == 1:
            raise ValueError("one sample has no variance")
        mean = x.mean(0)
        run_mean = (1 - momentum) * run_mean + momentum * mean
        run_var = (1 - momentum) * run_var + momentum * x.var(0)
    return gamma * (x - x.mean(0)) / (x.var(0, correction=0) + eps).sqrt() + beta, run_mean, run_var
