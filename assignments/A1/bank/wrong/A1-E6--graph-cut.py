"""The value is right, but built from plain numbers: nothing can be trained with it.

Caught by: A1-E6.cross-entropy
"""

def cross_entropy(logits, y):
    rows = torch.arange(len(y), device=logits.device)
    return torch.tensor(-torch.log_softmax(logits, 1)[rows, y].mean().item(), dtype=logits.dtype, device=logits.device)
