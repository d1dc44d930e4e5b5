"""One-hot labels times log-softmax; ignored pixels have no one.
"""
def class_weights(counts, mode="inverse"):
    if mode == "uniform":
        return torch.where(counts > 0, 1.0, 0.0)
    frequency = counts.double() / counts.sum()
    inverse = torch.where(frequency > 0, 1 / frequency, torch.zeros_like(frequency))
    return (inverse / (counts > 0).sum()).to(torch.float32)


def weighted_cross_entropy(logits, target, weight, ignore_index=2):
    num_classes = logits.shape[1]
    valid = target.ne(ignore_index)
    one_hot = F.one_hot(torch.where(valid, target, torch.zeros_like(target)), num_classes).permute(0, 3, 1, 2)
    one_hot = one_hot * valid.unsqueeze(1)
    w = weight.to(device=logits.device, dtype=logits.dtype).view(1, -1, 1, 1) * one_hot
    total = w.sum()
    loss = -(w * F.log_softmax(logits, dim=1)).sum()
    return loss / total if total > 0 else loss
