"""Caps the weights at 1000, which only classes notice that are far rarer than the others.

Caught by: A2-E6.weights-sum
"""

def class_weights(counts, mode="inverse"):
    present = counts > 0
    if mode == "uniform":
        return present.float()
    inverse = counts.sum() / (present.sum() * counts.clamp(min=1))
    return torch.where(present, inverse, 0.0).clamp(max=1e3).float()
