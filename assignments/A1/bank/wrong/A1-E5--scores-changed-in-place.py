"""A penalty step on W itself (weight decay inside the loss): trains well, but the caller's W has shrunk.

Caught by: A1-E5.arguments-and-device
"""

def svm_loss(W, X, y, reg):
    value = reg * (W * W).sum()
    penalty = 2 * reg * W
    W *= 1 - 1e-3
    N, scores = len(X), X @ W
    margins = (scores - scores.gather(1, y[:, None]) + 1).clamp(min=0).scatter(1, y[:, None], 0.0)
    loss = margins.sum() / N + value
    active = (margins > 0).to(W.dtype)
    active = active.scatter(1, y[:, None], -active.sum(1, keepdim=True))
    return loss, X.T @ active / N + penalty
