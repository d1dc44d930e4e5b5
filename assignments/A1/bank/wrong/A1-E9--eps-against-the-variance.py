"""`eps` is compared with the variance instead of the deviation: at 1e-6 nobody notices.

Caught by: A1-E9.standardize
"""

def standardize(train, test, eps=1e-6):
    m, v = train.mean(0), train.var(0, correction=0)
    s = torch.where(v < eps, 1.0, v.sqrt())
    return (train - m) / s, (test - m) / s
