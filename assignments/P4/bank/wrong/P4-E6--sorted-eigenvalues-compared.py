"""Compares the sorted eigenvalues of both covariances: right where they have the same eigenvectors in the same order.

Caught by: P4-E6.general
"""
def frechet_distance(mean1, cov1, mean2, cov2):
    mean1, cov1, mean2, cov2 = (v.to(torch.float64) for v in (mean1, cov1, mean2, cov2))
    means = (mean1 - mean2).pow(2).sum()
    a, b = (torch.linalg.eigvalsh(c).clamp(min=0) for c in (cov1, cov2))
    return (means + (a.sqrt() - b.sqrt()).pow(2).sum()).clamp(min=0)
