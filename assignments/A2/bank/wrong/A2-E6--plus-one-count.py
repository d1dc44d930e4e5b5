"""Adds 1 to every count against 0/0: hardly visible for large counts, and an absent class gets the largest weight.

Caught by: A2-E6.weights-absent-class
"""
def class_weights(counts, mode="inverse"):
    if mode == "uniform":
        return (counts > 0).float()
    return (counts.sum() / ((counts > 0).sum() * (counts + 1))).float()
