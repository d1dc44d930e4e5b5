"""Asserts instead of raising ValueError.

Caught by: P4-E6.fit-too-few
"""
def fit_gaussian(features):
    assert len(features) > 1, "too few samples"
    x = features.double()
    d = x - x.mean(0)
    return x.mean(0), d.T @ d / (len(x) - 1)
