"""Normalises along axis 0: the samples of a batch mix, training still goes down.

Caught by: A1-E6.cross-entropy A1-E6.samples-alone
"""

def cross_entropy(logits, y):
    rows = torch.arange(len(y), device=logits.device)
    return -torch.log_softmax(logits, 0)[rows, y].mean()
