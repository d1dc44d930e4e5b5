"""The test part is mapped with its own statistics: looks well centred, and one sample alone becomes 0.

Caught by: A1-E9.standardize
"""

def standardize(train, test, eps=1e-6):
    def own(x):
        deviation = x.std(0, correction=0)
        return (x - x.mean(0)) / torch.where(deviation < eps, 1.0, deviation)

    return own(train), own(test)
