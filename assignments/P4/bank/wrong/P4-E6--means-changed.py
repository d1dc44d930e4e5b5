"""Subtracts in place: the second call with the same means finds others.

Caught by: P4-E6.form
"""
def frechet_distance(mean1, cov1, mean2, cov2):
    mean1, cov1, mean2, cov2 = (v.double() for v in (mean1, cov1, mean2, cov2))
    mean1 -= mean2
    values, vectors = torch.linalg.eigh(cov1)
    root = vectors @ torch.diag(values.clamp(min=0).sqrt()) @ vectors.T
    cross = torch.linalg.eigvalsh(root @ cov2 @ root).clamp(min=0).sqrt().sum()
    return (mean1.pow(2).sum() + cov1.trace() + cov2.trace() - 2 * cross).clamp(min=0)
