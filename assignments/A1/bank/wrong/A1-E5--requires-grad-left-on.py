"""Autograd on the caller's W: right numbers, but W requires grad from then on and gathers gradients.

Caught by: A1-E5.arguments-and-device
"""

def svm_loss(W, X, y, reg):
    W.requires_grad_()
    W.grad = None
    scores = X @ W
    margins = (scores - scores.gather(1, y[:, None]) + 1).clamp(min=0).scatter(1, y[:, None], 0.0)
    loss = margins.sum() / len(X) + reg * (W * W).sum()
    loss.backward()
    return loss.detach(), W.grad.clone()
