"""Margins count for at most 10; at usual sizes of W none is larger.

Caught by: A1-E5.values
"""

def svm_loss(W, X, y, reg):
    
    N, C = X.shape[0], W.shape[1]
    rows = torch.arange(N, device=W.device)
    scores = X @ W
    margins = scores - scores[rows, y][:, None] + 1
    margins = margins.clamp(min=0, max=10)
    margins[rows, y] = 0
    loss = margins.sum() / N + reg * (W * W).sum()
    mask = (margins > 0).to(W.dtype)
    mask[rows, y] = -mask.sum(1)
    dW = X.T @ mask / N + 2 * reg * W
    
    return loss, dW
