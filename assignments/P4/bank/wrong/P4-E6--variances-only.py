"""A diagonal covariance: correlations are lost, all shapes are right.

Caught by: P4-E6.fit
"""
def fit_gaussian(features):
    if features.shape[0] < 2:
        raise ValueError("two samples are needed")
    x = features.to(torch.float64)
    mean = x.mean(dim=0)
    d = x - mean
    return mean, torch.diag(x.var(dim=0))
