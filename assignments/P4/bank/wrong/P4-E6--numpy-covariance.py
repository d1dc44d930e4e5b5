"""NumPy's covariance: runs on the CPU only, and for one feature the shape is ().

Caught by: P4-E6.fit-form
"""
def fit_gaussian(features):
    if len(features) < 2:
        raise ValueError("two samples are needed")
    x = features.detach().numpy().astype(np.float64)
    return torch.from_numpy(x.mean(0)), torch.from_numpy(np.cov(x.T))
