"""Refuses fewer samples than features: early in a run there are few.

Caught by: P4-E6.fit, P4-E6.fit-edges
"""
def fit_gaussian(features):
    if len(features) <= features.shape[1]:
        raise ValueError("the covariance would be singular")
    x = features.double()
    d = x - x.mean(0)
    return x.mean(0), d.T @ d / (len(x) - 1)
