"""Adds 0.001 to the variances against singular matrices: the distance moves.

Caught by: P4-E6.singular
"""
def frechet_distance(mean1, cov1, mean2, cov2):
    mean1, cov1, mean2, cov2 = (v.to(torch.float64) for v in (mean1, cov1, mean2, cov2))
    eye = 1e-3 * torch.eye(len(cov1), dtype=cov1.dtype, device=cov1.device)
    cov1, cov2 = cov1 + eye, cov2 + eye
    means = (mean1 - mean2).pow(2).sum()
    values, vectors = torch.linalg.eigh(cov1)
    root = vectors @ torch.diag(values.clamp(min=0).sqrt()) @ vectors.T
    eigen = torch.linalg.eigvalsh(root @ cov2 @ root).clamp(min=0)
    cross = eigen.sqrt().sum()
    return (means + cov1.trace() + cov2.trace() - 2 * cross).clamp(min=0)
