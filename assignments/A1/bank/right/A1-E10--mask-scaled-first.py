"""The mask is divided by 1 - p before the product; mean of squares minus squared mean is avoided by moments in float64.
"""

def dropout(x, p, training, generator=None):
    if p > 1 or p < 0:
        raise ValueError("p")
    if training and p > 0:
        if p == 1:
            return torch.zeros_like(x) * x
        mask = (torch.rand(x.shape, device=x.device, generator=generator) > p).to(x.dtype) / (1 - p)
        return mask * x
    return x


def batchnorm1d(x, gamma, beta, run_mean, run_var, training, momentum=0.1, eps=1e-5):
    if training:
        if x.shape[0] <= 1:
            raise ValueError("more than one sample")
        mean = x.mean(dim=0, keepdim=True)
        var = (x - mean).pow(2).mean(dim=0, keepdim=True)
        n = x.shape[0]
        new_mean = (1 - momentum) * run_mean + momentum * mean.squeeze(0)
        new_var = (1 - momentum) * run_var + momentum * var.squeeze(0) * n / (n - 1)
        return (x - mean).div((var + eps).sqrt()).mul(gamma).add(beta), new_mean, new_var
    return (x - run_mean) / torch.sqrt(run_var + eps) * gamma + beta, run_mean, run_var
