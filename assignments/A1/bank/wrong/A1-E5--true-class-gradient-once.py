"""The true class gets -x once, not once per violated margin: with one violated margin per row nothing differs.

Caught by: A1-E5.values A1-E5.gradient-of-own-loss
"""

def svm_loss(W, X, y, reg):
    N, scores = len(X), X @ W
    margins = (scores - scores.gather(1, y[:, None]) + 1).clamp(min=0).scatter(1, y[:, None], 0.0)
    loss = margins.sum() / N + reg * (W * W).sum()
    active = (margins > 0).to(W.dtype)
    active = active.scatter(1, y[:, None], -(active.sum(1, keepdim=True) > 0).to(W.dtype))
    return loss, X.T @ active / N + 2 * reg * W
