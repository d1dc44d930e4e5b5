"""Adds one outer product a sample: right and slow.

Caught by: P4-E6.fit-form
"""
def fit_gaussian(features):
    if len(features) < 2:
        raise ValueError("two samples are needed")
    x = features.double()
    mean = x.mean(0)
    cov = torch.zeros(x.shape[1], x.shape[1], dtype=torch.float64, device=x.device)
    for row in x:
        cov += torch.outer(row - mean, row - mean)
    return mean, cov / (len(x) - 1)
