"""Explicit shift by the row maximum; softmax_loss by autograd on a copy of W."""

def cross_entropy(logits, y):
    shifted = logits - logits.max(dim=1, keepdim=True)[0]
    total = 0
    for row, label in zip(shifted, y):
        total = total + torch.log(torch.exp(row).sum()) - row[label]
    return total / len(y)
def softmax_loss(W, X, y, reg):
    copy = W.detach().clone().requires_grad_()
    loss = cross_entropy(X @ copy, y) + reg * (copy**2).sum()
    (dW,) = torch.autograd.grad(loss, copy)
    return loss.detach(), dW
