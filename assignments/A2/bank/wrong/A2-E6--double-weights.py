"""float64 weights: multiplied with float32 logits they change the dtype of the loss.

Caught by: A2-E6.weights
"""
def class_weights(counts, mode="inverse"):
    present = counts > 0
    if mode == "uniform":
        return present.double()
    weights = torch.zeros(len(counts), device=counts.device)
    weights[present] = counts.sum().float() / (present.sum() * counts[present]).float()
    return weights.double()
