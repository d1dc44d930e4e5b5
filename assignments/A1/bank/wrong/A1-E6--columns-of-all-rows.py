"""logits[:, y] gives an N x N table, not one entry per row: runs, and the loss falls a little.

Caught by: A1-E6.cross-entropy A1-E6.samples-alone
"""

def cross_entropy(logits, y):
    rows = torch.arange(len(y), device=logits.device)
    return -torch.log_softmax(logits, 1)[:, y].mean()
