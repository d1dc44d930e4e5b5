"""Converts everything to float32.

Caught by: P4-E6.fit-form
"""
def fit_gaussian(features):
    if len(features) < 2:
        raise ValueError("two samples are needed")
    x = features.float()
    d = x - x.mean(0)
    return x.mean(0), d.T @ d / (len(x) - 1)
