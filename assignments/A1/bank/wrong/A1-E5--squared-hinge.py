"""The squared hinge: the same start value, 0 where it should be 0, right gradient of another loss.

Caught by: A1-E5.values
"""

def svm_loss(W, X, y, reg):
    N, scores = len(X), X @ W
    margins = (scores - scores.gather(1, y[:, None]) + 1).clamp(min=0).scatter(1, y[:, None], 0.0)
    loss = (margins ** 2).sum() / N + reg * (W * W).sum()
    active = 2 * margins
    active = active.scatter(1, y[:, None], -active.sum(1, keepdim=True))
    return loss, X.T @ active / N + 2 * reg * W
