"""The true class is counted too: 1 more per sample, start value C. The gradient is right, so training looks the same.

Caught by: A1-E5.values A1-E5.start-and-zero
"""

def svm_loss(W, X, y, reg):
    N, scores = len(X), X @ W
    true = scores.gather(1, y[:, None])
    loss = (scores - true + 1).clamp(min=0).sum() / N + reg * (W * W).sum()
    active = (scores - true + 1 > 0).to(W.dtype).scatter(1, y[:, None], 0.0)
    active = active.scatter(1, y[:, None], -active.sum(1, keepdim=True))
    return loss, X.T @ active / N + 2 * reg * W
