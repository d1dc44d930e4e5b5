"""log of a probability with a small number added: finite, but flat and wrong where the true class is far below.

Caught by: A1-E6.any-level A1-E6.large-scores
"""

def cross_entropy(logits, y):
    rows = torch.arange(len(y), device=logits.device)
    return -torch.log(torch.softmax(logits, 1)[rows, y] + 1e-12).mean()

def softmax_loss(W, X, y, reg):
    N = len(X)
    rows = torch.arange(N, device=X.device)
    loss = -torch.log(torch.softmax(X @ W, 1)[rows, y].clamp(min=1e-12)).mean() + reg * (W * W).sum()
    p = torch.softmax(X @ W, 1)
    p[rows, y] -= 1
    return loss, X.T @ p / N + 2 * reg * W
