"""Mean and deviation of both parts together: leakage, nearly the same accuracy.

Caught by: A1-E9.standardize
"""

def standardize(train, test, eps=1e-6):
    both = torch.cat((train, test))
    mean, deviation = both.mean(0), both.std(0, correction=0)
    deviation = torch.where(deviation < eps, 1.0, deviation)
    return (train - mean) / deviation, (test - mean) / deviation
