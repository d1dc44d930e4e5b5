"""Clamps the counts in place against division by 0; the caller's zeros have become ones.

Caught by: A2-E6.weights-absent-class
"""

def class_weights(counts, mode="inverse"):
    present = counts > 0
    if mode == "uniform":
        return present.float()
    inverse = counts.sum() / (present.sum() * counts.clamp_(min=1))
    return torch.where(present, inverse, 0.0).float()
