"""softmax_loss by exp of the raw scores: right in the first epochs, nan when the weights grow.

Caught by: A1-E6.large-scores
"""

def softmax_loss(W, X, y, reg):
    N = len(X)
    rows = torch.arange(N, device=X.device)
    loss = ((X @ W).exp().sum(1).log() - (X @ W)[rows, y]).mean() + reg * (W * W).sum()
    p = (X @ W).exp() / (X @ W).exp().sum(1, keepdim=True)
    p[rows, y] -= 1
    return loss, X.T @ p / N + 2 * reg * W
