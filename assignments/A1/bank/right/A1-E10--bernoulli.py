"""bernoulli_ for the mask; variance as mean of squares; counts from a table.
"""

def dropout(x, p, training, generator=None):
    if p < 0 or p > 1:
        raise ValueError(p)
    if not training or p == 0:
        return x.clone()
    mask = torch.empty_like(x).bernoulli_(1 - p, generator=generator)
    return x * mask / max(1 - p, 1e-9)


def batchnorm1d(x, gamma, beta, run_mean, run_var, training, momentum=0.1, eps=1e-5):
    n = x.shape[0]
    if training and n < 2:
        raise ValueError("needs two samples")
    if training:
        mean = x.sum(0) / n
        centred = x - mean
        var = (centred * centred).sum(0) / n
        new_mean = run_mean + momentum * (mean - run_mean)
        new_var = run_var + momentum * (var * n / (n - 1) - run_var)
    else:
        centred, var = x - run_mean, run_var
        new_mean, new_var = run_mean.clone(), run_var.clone()
    return torch.rsqrt(var + eps) * centred * gamma + beta, new_mean, new_var


def norm_stat_counts(N, C, H, W, groups):
    sizes = {"BN": (N, H, W), "LN": (C, H, W), "IN": (H, W), "GN": (C // groups, H, W)}
    if sizes["GN"][0] * groups != C:
        raise ValueError("groups does not divide C")
    return {name: N * C * H * W // math.prod(size) for name, size in sizes.items()}
