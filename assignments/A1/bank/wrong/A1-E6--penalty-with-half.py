"""The convention reg/2 * sum(W^2): a consistent pair, the gradient check passes.

Caught by: A1-E6.values
"""

def softmax_loss(W, X, y, reg):
    N = len(X)
    rows = torch.arange(N, device=X.device)
    loss = -(torch.log_softmax(X @ W, 1)[rows, y]).mean() + 0.5 * reg * (W * W).sum()
    p = torch.softmax(X @ W, 1)
    p[rows, y] -= 1
    return loss, X.T @ p / N + reg * W
