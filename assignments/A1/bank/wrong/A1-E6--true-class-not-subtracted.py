"""dW from the probabilities without minus one-hot: the loss is right, the gradient pushes every class down.

Caught by: A1-E6.values A1-E6.start-and-gradient
"""

def softmax_loss(W, X, y, reg):
    N = len(X)
    rows = torch.arange(N, device=X.device)
    loss = -(torch.log_softmax(X @ W, 1)[rows, y]).mean() + reg * (W * W).sum()
    p = torch.softmax(X @ W, 1)
    p = p.clone()
    return loss, X.T @ p / N + 2 * reg * W
