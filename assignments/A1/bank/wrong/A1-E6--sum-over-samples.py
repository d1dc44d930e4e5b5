"""The sum instead of the mean over the samples: the rate hides it.

Caught by: A1-E6.cross-entropy A1-E6.samples-alone
"""

def cross_entropy(logits, y):
    rows = torch.arange(len(y), device=logits.device)
    return -torch.log_softmax(logits, 1)[rows, y].sum()
