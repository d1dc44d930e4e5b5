"""1/N is forgotten in dW only: trains with a smaller rate.

Caught by: A1-E6.values A1-E6.start-and-gradient
"""

def softmax_loss(W, X, y, reg):
    N = len(X)
    rows = torch.arange(N, device=X.device)
    loss = -(torch.log_softmax(X @ W, 1)[rows, y]).mean() + reg * (W * W).sum()
    p = torch.softmax(X @ W, 1)
    p[rows, y] -= 1
    return loss, X.T @ p + 2 * reg * W
