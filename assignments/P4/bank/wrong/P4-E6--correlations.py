"""`corrcoef` in place of the covariance: right shapes, a diagonal of ones.

Caught by: P4-E6.fit, P4-E6.fit-form
"""
def fit_gaussian(features):
    if features.shape[0] < 2:
        raise ValueError("two samples are needed")
    x = features.to(torch.float64)
    mean = x.mean(dim=0)
    d = x - mean
    return mean, torch.corrcoef(x.T).reshape(x.shape[1], x.shape[1])
