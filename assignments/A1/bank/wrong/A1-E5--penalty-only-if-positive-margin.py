"""The penalty's gradient only where the data have one.

Caught by: A1-E5.start-and-zero
"""

def svm_loss(W, X, y, reg):
    
    N, C = X.shape[0], W.shape[1]
    rows = torch.arange(N, device=W.device)
    scores = X @ W
    margins = scores - scores[rows, y][:, None] + 1
    margins = margins.clamp(min=0)
    margins[rows, y] = 0
    loss = margins.sum() / N + reg * (W * W).sum()
    mask = (margins > 0).to(W.dtype)
    mask[rows, y] = -mask.sum(1)
    dW = (X.T @ mask / N + 2 * reg * W) * (X.T @ mask != 0)
    
    return loss, dW
