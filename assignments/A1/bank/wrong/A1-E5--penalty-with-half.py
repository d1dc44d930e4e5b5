"""Penalty and gradient of another convention, reg/2 * sum(W^2): consistent, so the gradient check passes.

Caught by: A1-E5.values
"""

def svm_loss(W, X, y, reg):
    N, scores = len(X), X @ W
    margins = (scores - scores.gather(1, y[:, None]) + 1).clamp(min=0).scatter(1, y[:, None], 0.0)
    loss = margins.sum() / N + 0.5 * reg * (W * W).sum()
    active = (margins > 0).to(W.dtype)
    active = active.scatter(1, y[:, None], -active.sum(1, keepdim=True))
    return loss, X.T @ active / N + reg * W
