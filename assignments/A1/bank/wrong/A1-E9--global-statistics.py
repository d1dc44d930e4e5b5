"""One mean and deviation for all columns: fine while all features have one scale.

Caught by: A1-E9.standardize
"""

def standardize(train, test, eps=1e-6):
    mean, deviation = train.mean(), train.std(correction=0).clamp(min=eps)
    return (train - mean) / deviation, (test - mean) / deviation
