"""Cholesky factors: quick and right for full rank, an error for singular covariances.

Caught by: P4-E6.singular
"""
def frechet_distance(mean1, cov1, mean2, cov2):
    mean1, cov1, mean2, cov2 = (v.to(torch.float64) for v in (mean1, cov1, mean2, cov2))
    means = (mean1 - mean2).pow(2).sum()
    a, b = torch.linalg.cholesky(cov1), torch.linalg.cholesky(cov2)
    cross = torch.linalg.svdvals(a.T @ b).sum()
    return (means + cov1.trace() + cov2.trace() - 2 * cross).clamp(min=0)
