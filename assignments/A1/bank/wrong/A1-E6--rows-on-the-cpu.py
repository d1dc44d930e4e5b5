"""zeros without the device of W: on the CPU nothing happens.

Caught by: A1-E6.large-scores A1-E6.samples-alone
"""

def one_hot_rows(y, C):
    hot = torch.zeros(len(y), C)
    for i in range(len(y)):
        hot[i, int(y[i])] = 1
    return hot
def softmax_loss(W, X, y, reg):
    hot, scores = one_hot_rows(y, W.shape[1]).to(W.dtype), X @ W
    loss = -(hot * torch.log_softmax(scores, 1)).sum() / len(X) + reg * (W * W).sum()
    return loss, X.T @ (torch.softmax(scores, 1) - hot) / len(X) + 2 * reg * W
def cross_entropy(logits, y):
    hot = one_hot_rows(y, logits.shape[1]).to(logits.dtype)
    return -(hot * torch.log_softmax(logits, 1)).sum() / len(y)
