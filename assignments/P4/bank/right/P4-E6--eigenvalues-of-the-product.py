"""Complex eigenvalues of the product that is not symmetric; `torch.cov`.
"""
def fit_gaussian(features):
    if features.shape[0] < 2:
        raise ValueError
    x = features.to(torch.float64)
    return x.mean(dim=0), torch.atleast_2d(torch.cov(x.T))


def frechet_distance(mean1, cov1, mean2, cov2):
    m1, s1, m2, s2 = [t.to(torch.float64) for t in (mean1, cov1, mean2, cov2)]
    eigen = torch.linalg.eigvals(s1 @ s2)
    d = torch.dot(m1 - m2, m1 - m2) + torch.trace(s1) + torch.trace(s2) - 2 * eigen.sqrt().real.sum()
    return torch.maximum(d, torch.zeros_like(d))
