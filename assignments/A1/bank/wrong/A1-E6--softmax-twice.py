"""Probabilities treated as logits: floor log(e + C - 1) - 1, accuracy can look fine.

Caught by: A1-E6.cross-entropy A1-E6.any-level
"""

def cross_entropy(logits, y):
    rows = torch.arange(len(y), device=logits.device)
    return -torch.log_softmax(torch.softmax(logits, 1), 1)[rows, y].mean()
