"""Centres the caller's own tensors in place: the returned values are right.

Caught by: A1-E9.standardize
"""

def standardize(train, test, eps=1e-6):
    mean, deviation = train.mean(0), train.std(0, correction=0)
    deviation = torch.where(deviation < eps, 1.0, deviation)
    return train.sub_(mean).div_(deviation), test.sub_(mean).div_(deviation)
