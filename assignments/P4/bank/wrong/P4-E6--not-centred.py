"""Second moments instead of covariances: right only for features of mean 0.

Caught by: P4-E6.fit, P4-E6.fit-edges
"""
def fit_gaussian(features):
    if features.shape[0] < 2:
        raise ValueError("two samples are needed")
    x = features.to(torch.float64)
    mean = x.mean(dim=0)
    d = x - mean
    return mean, x.T @ x / (len(x) - 1)
