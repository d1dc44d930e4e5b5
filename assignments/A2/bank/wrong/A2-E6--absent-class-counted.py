"""C' is the number of all classes: right while each class occurs.

Caught by: A2-E6.weights-absent-class, A2-E6.weights-sum
"""
def class_weights(counts, mode="inverse"):
    present = counts > 0
    if mode == "uniform":
        return present.float()
    weights = torch.zeros(len(counts), device=counts.device)
    weights[present] = counts.sum().float() / (len(counts) * counts[present]).float()
    return weights
