"""Singular values of the product of both roots; a list is returned by the fit.
"""
def half(cov):
    u, s, _ = torch.linalg.svd(cov)
    return u * s.sqrt()


def fit_gaussian(features):
    n = features.size(0)
    if n <= 1:
        raise ValueError(f"need at least 2 samples, got {n}")
    x = features.detach().clone().double()
    mean = torch.einsum("nf->f", x) / n
    x -= mean
    return [mean, torch.einsum("ni,nj->ij", x, x) / (n - 1)]


def frechet_distance(mean1, cov1, mean2, cov2):
    m1, c1, m2, c2 = mean1.double(), cov1.double(), mean2.double(), cov2.double()
    cross = torch.linalg.matrix_norm(half(c1).T @ half(c2), ord="nuc")
    value = (m1 - m2).square().sum() + c1.diagonal().sum() + c2.diagonal().sum() - 2 * cross
    return torch.relu(value)
