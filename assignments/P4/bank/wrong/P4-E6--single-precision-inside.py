"""Computes in the precision of the features and converts the result.

Caught by: P4-E6.fit-form
"""
def fit_gaussian(features):
    if len(features) < 2:
        raise ValueError("two samples are needed")
    mean = features.mean(0)
    d = features - mean
    cov = d.T @ d / (len(features) - 1)
    return mean.double(), cov.double()
