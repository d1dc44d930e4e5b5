"""logsumexp minus the logit of the label, over the valid pixels only.
"""
def class_weights(counts, mode="inverse"):
    n = [int(c) for c in counts]
    present = sum(1 for c in n if c)
    if mode == "uniform":
        w = [1.0 if c else 0.0 for c in n]
    else:
        w = [sum(n) / (present * c) if c else 0.0 for c in n]
    return torch.tensor(w)


def weighted_cross_entropy(logits, target, weight, ignore_index=2):
    z = logits.movedim(1, -1)[target != ignore_index]
    y = target[target != ignore_index]
    if y.numel() == 0:
        return (logits * 0).sum()
    losses = torch.logsumexp(z, dim=1) - z[torch.arange(len(y), device=y.device), y]
    w = weight.to(z)[y]
    return torch.dot(w, losses) / w.sum()
