"""Loops over samples and classes."""

def svm_loss(W, X, y, reg):
    N, C = len(X), W.shape[1]
    loss, dW = W.new_zeros(()), torch.zeros_like(W)
    for i in range(N):
        scores = X[i] @ W
        for j in range(C):
            if j == y[i]:
                continue
            margin = scores[j] - scores[y[i]] + 1
            if margin > 0:
                loss += margin / N
                dW[:, j] += X[i] / N
                dW[:, y[i]] -= X[i] / N
    return loss + reg * (W**2).sum(), dW + 2 * reg * W
