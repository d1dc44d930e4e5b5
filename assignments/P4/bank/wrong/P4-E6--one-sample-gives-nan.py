"""No error for one sample: 0 divided by 0 goes on quietly.

Caught by: P4-E6.fit-too-few
"""
def fit_gaussian(features):
    x = features.double()
    d = x - x.mean(0)
    return x.mean(0), d.T @ d / (len(x) - 1)
