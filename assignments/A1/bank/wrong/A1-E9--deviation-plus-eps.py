"""Divides by deviation + eps: rounding noise of a constant column is blown up, its test values are huge.

Caught by: A1-E9.standardize
"""

def standardize(train, test, eps=1e-6):
    mean, deviation = train.mean(0), train.std(0, correction=0)
    return (train - mean) / (deviation + eps), (test - mean) / (deviation + eps)
