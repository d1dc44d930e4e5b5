"""E[x x^T] - mean mean^T in float64; two roots by eigh, absolute values for the clamp.
"""
def root_of(a):
    w, v = torch.linalg.eigh((a + a.mT) / 2)
    return torch.einsum("ij,j,kj->ik", v, w.abs().sqrt(), v)


def fit_gaussian(features):
    x = features.type(torch.float64)
    n = x.shape[0]
    if not n > 1:
        raise ValueError("too few")
    mean = x.sum(0) / n
    return mean, (x.mT @ x - n * torch.outer(mean, mean)) / (n - 1)


def frechet_distance(mean1, cov1, mean2, cov2):
    m1, c1, m2, c2 = (t.type(torch.float64) for t in (mean1, cov1, mean2, cov2))
    r = root_of(c1)
    d = torch.norm(m1 - m2) ** 2 + torch.trace(c1 + c2 - 2 * root_of(r @ c2 @ r))
    return d if d > 0 else torch.zeros((), dtype=d.dtype, device=d.device)
