"""Divides by N: hardly seen for thousands of samples.

Caught by: P4-E6.fit
"""
def fit_gaussian(features):
    if features.shape[0] < 2:
        raise ValueError("two samples are needed")
    x = features.to(torch.float64)
    mean = x.mean(dim=0)
    d = x - mean
    return mean, d.T @ d / x.shape[0]
