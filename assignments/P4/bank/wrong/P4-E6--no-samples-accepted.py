"""Tests for one sample only; for none the mean is nan.

Caught by: P4-E6.fit-too-few
"""
def fit_gaussian(features):
    if len(features) == 1:
        raise ValueError("one sample has no covariance")
    x = features.double()
    d = x - x.mean(0)
    return x.mean(0), d.T @ d / (len(x) - 1)
