"""zeros without the device of W: on the CPU nothing happens.

Caught by: A1-E5.arguments-and-device
"""

def svm_loss(W, X, y, reg):
    dW, loss = torch.zeros(W.shape, dtype=W.dtype), reg * (W * W).sum()
    scores = X @ W
    for i in range(len(X)):
        for j in range(W.shape[1]):
            margin = scores[i, j] - scores[i, y[i]] + 1
            if j != y[i] and margin > 0:
                loss = loss + margin / len(X)
                dW[:, j] += X[i] / len(X)
                dW[:, y[i]] -= X[i] / len(X)
    return loss, dW + 2 * reg * W
