"""Inverts a root on the way to the map from one to the other: right for full rank, an error or noise without.

Caught by: P4-E6.singular
"""
def matrix_root(a):
    values, vectors = torch.linalg.eigh(a)
    return vectors @ torch.diag(values.clamp(min=0).sqrt()) @ vectors.T


def frechet_distance(mean1, cov1, mean2, cov2):
    mean1, cov1, mean2, cov2 = (v.to(torch.float64) for v in (mean1, cov1, mean2, cov2))
    root = matrix_root(cov1)
    back = torch.linalg.inv(root)
    transport = back @ matrix_root(root @ cov2 @ root) @ back
    cross = torch.trace(cov1 @ transport)
    means = (mean1 - mean2).pow(2).sum()
    return (means + cov1.trace() + cov2.trace() - 2 * cross).clamp(min=0)
