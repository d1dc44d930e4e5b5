"""torch.where and plain zeros for p = 1, squares for the variance, running values with their graph."""

def dropout(x, p, training, generator=None):
    if not 0.0 <= p <= 1.0:
        raise ValueError("p must be between 0 and 1")
    if not training:
        return x.clone()
    if p == 1.0:
        return torch.zeros_like(x)
    u = torch.empty_like(x).uniform_(generator=generator)
    return torch.where(u < p, torch.zeros_like(x), x / (1.0 - p))

def batchnorm1d(x, gamma, beta, run_mean, run_var, training, momentum=0.1, eps=1e-5):
    N = len(x)
    if training and N < 2:
        raise ValueError("batch of one")
    if training:
        mu = x.sum(0) / N
        xc = x - mu
        var = (xc * xc).sum(0) / N
        out = gamma * xc / torch.sqrt(var + eps) + beta
        return out, (1 - momentum) * run_mean + momentum * mu, (1 - momentum) * run_var + momentum * (xc * xc).sum(0) / (N - 1)
    return gamma * (x - run_mean) / torch.sqrt(run_var + eps) + beta, run_mean, run_var

def norm_stat_counts(N, C, H, W, groups):
    if groups < 1 or C % groups:
        raise ValueError("groups must divide C")
    counts = dict(BN=C, LN=N, IN=N * C)
    counts["GN"] = N * groups
    return counts
