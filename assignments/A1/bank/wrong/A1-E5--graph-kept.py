"""The loss carries the graph of an autograd solution: right numbers, memory grows when losses are collected.

Caught by: A1-E5.values
"""

def svm_loss(W, X, y, reg):
    W = W.detach().clone().requires_grad_()
    scores = X @ W
    margins = (scores - scores.gather(1, y[:, None]) + 1).clamp(min=0).scatter(1, y[:, None], 0.0)
    loss = margins.sum() / len(X) + reg * (W * W).sum()
    return loss, torch.autograd.grad(loss, W, retain_graph=True)[0]
