"""Does not cut off at 0: equal distributions come out at -1e-15.

Caught by: P4-E6.equal
"""
def frechet_distance(mean1, cov1, mean2, cov2):
    mean1, cov1, mean2, cov2 = (v.to(torch.float64) for v in (mean1, cov1, mean2, cov2))
    means = (mean1 - mean2).pow(2).sum()
    values, vectors = torch.linalg.eigh(cov1)
    root = vectors @ torch.diag(values.clamp(min=0).sqrt()) @ vectors.T
    eigen = torch.linalg.eigvalsh(root @ cov2 @ root).clamp(min=0)
    cross = eigen.sqrt().sum()
    return means + cov1.trace() + cov2.trace() - 2 * cross
