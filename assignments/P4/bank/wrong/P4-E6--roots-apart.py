"""Tr (S1^(1/2) - S2^(1/2))^2: right where the covariances commute, unchanged by rotations, symmetric.

Caught by: P4-E6.general, P4-E6.singular
"""
def matrix_root(a):
    values, vectors = torch.linalg.eigh(a)
    return vectors @ torch.diag(values.clamp(min=0).sqrt()) @ vectors.T

def frechet_distance(mean1, cov1, mean2, cov2):
    mean1, cov1, mean2, cov2 = (v.to(torch.float64) for v in (mean1, cov1, mean2, cov2))
    means = (mean1 - mean2).pow(2).sum()
    return (means + (matrix_root(cov1) - matrix_root(cov2)).pow(2).sum()).clamp(min=0)
