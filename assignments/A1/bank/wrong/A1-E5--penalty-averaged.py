"""The penalty is divided by N with the rest; a consistent pair, and with reg = 0 nothing differs.

Caught by: A1-E5.values
"""

def svm_loss(W, X, y, reg):
    N, scores = len(X), X @ W
    margins = (scores - scores.gather(1, y[:, None]) + 1).clamp(min=0).scatter(1, y[:, None], 0.0)
    loss = (margins.sum() + reg * (W * W).sum()) / N
    active = (margins > 0).to(W.dtype)
    active = active.scatter(1, y[:, None], -active.sum(1, keepdim=True))
    return loss, (X.T @ active + 2 * reg * W) / N
