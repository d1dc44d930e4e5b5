"""torch.where with rand < p; var_mean with both divisors; a list of results.
"""

def dropout(x, p, training, generator=None):
    if not (0.0 <= p <= 1.0):
        raise ValueError(f"p is {p}")
    if training is False:
        return x
    drop = torch.rand(x.size(), generator=generator, dtype=x.dtype, device=x.device) < p
    scale = 0.0 if p == 1 else 1.0 / (1.0 - p)
    return torch.where(drop, torch.zeros_like(x), x * scale)


def batchnorm1d(x, gamma, beta, run_mean, run_var, training, momentum=0.1, eps=1e-5):
    if not training:
        scale = gamma / torch.sqrt(run_var + eps)
        return scale * x + (beta - scale * run_mean), run_mean, run_var
    if x.size(0) == 1:
        raise ValueError("N = 1")
    var, mean = torch.var_mean(x, dim=0, correction=0)
    with torch.no_grad():
        new_mean = torch.lerp(run_mean, mean, momentum)
        new_var = torch.lerp(run_var, x.var(dim=0, unbiased=True), momentum)
    return (x - mean) / (var + eps) ** 0.5 * gamma + beta, new_mean, new_var


def norm_stat_counts(N, C, H, W, groups):
    assert_divides = divmod(C, groups)[1] == 0
    if not assert_divides:
        raise ValueError("groups must divide C")
    return dict(BN=C, LN=N, IN=N * C, GN=N * groups)
