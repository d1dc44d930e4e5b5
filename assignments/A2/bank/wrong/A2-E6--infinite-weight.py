"""Divides by 0 for a class without pixels: weight inf, and the first loss with it nan.

Caught by: A2-E6.weights-absent-class
"""
def class_weights(counts, mode="inverse"):
    if mode == "uniform":
        return torch.ones(len(counts))
    return (counts.sum() / ((counts > 0).sum() * counts)).float()
