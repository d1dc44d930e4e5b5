"""The square root of the inverse: a milder, other weighting.

Caught by: A2-E6.weights
"""
def class_weights(counts, mode="inverse"):
    present = counts > 0
    if mode == "uniform":
        return present.float()
    weights = torch.zeros(len(counts), device=counts.device)
    weights[present] = counts.sum().float() / (present.sum() * counts[present]).float()
    return weights.sqrt()
