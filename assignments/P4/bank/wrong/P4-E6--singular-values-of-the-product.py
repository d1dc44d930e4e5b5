"""Roots of the singular values of S1 S2, which are its eigenvalues only if the two commute.

Caught by: P4-E6.general
"""
def frechet_distance(mean1, cov1, mean2, cov2):
    mean1, cov1, mean2, cov2 = (v.to(torch.float64) for v in (mean1, cov1, mean2, cov2))
    means = (mean1 - mean2).pow(2).sum()
    root = torch.linalg.svdvals(cov1 @ cov2).sqrt().sum()
    return (means + cov1.trace() + cov2.trace() - 2 * root).clamp(min=0)
