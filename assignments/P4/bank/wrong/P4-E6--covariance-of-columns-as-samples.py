"""The mean is that of the rows, the covariance that of the columns: for N = F no shape tells.

Caught by: P4-E6.fit, P4-E6.fit-edges
"""
def fit_gaussian(features):
    if features.shape[0] < 2:
        raise ValueError("two samples are needed")
    x = features.double()
    d = x - x.mean(1, keepdim=True)
    return x.mean(0), d @ d.T / (x.shape[1] - 1)
