"""The mean over all entries instead of the mean over samples: only the scale of the loss differs.

Caught by: A1-E5.values A1-E5.start-and-zero
"""

def svm_loss(W, X, y, reg):
    N, scores = len(X), X @ W
    margins = (scores - scores.gather(1, y[:, None]) + 1).clamp(min=0).scatter(1, y[:, None], 0.0)
    loss = margins.mean() + reg * (W * W).sum()
    active = (margins > 0).to(W.dtype)
    active = active.scatter(1, y[:, None], -active.sum(1, keepdim=True))
    return loss, X.T @ active / margins.numel() + 2 * reg * W
