"""Subtracts the mean from the caller's features; float64 ones are not copied by `.double()`.

Caught by: P4-E6.fit-form
"""
def fit_gaussian(features):
    if len(features) < 2:
        raise ValueError("two samples are needed")
    x = features.double()
    mean = x.mean(0)
    x -= mean
    return mean, x.T @ x / (len(x) - 1)
