"""`eigvalsh` of S1 S2, which is not symmetric: one half of the matrix is not looked at.

Caught by: P4-E6.general
"""
def frechet_distance(mean1, cov1, mean2, cov2):
    mean1, cov1, mean2, cov2 = (v.to(torch.float64) for v in (mean1, cov1, mean2, cov2))
    means = (mean1 - mean2).pow(2).sum()
    root = torch.linalg.eigvalsh(cov1 @ cov2).clamp(min=0).sqrt().sum()
    return (means + cov1.trace() + cov2.trace() - 2 * root).clamp(min=0)
