"""Library log_softmax and the loss that picks the true class."""

def cross_entropy(logits, y):
    return F.nll_loss(torch.log_softmax(logits, dim=-1), y)
def softmax_loss(W, X, y, reg):
    log_p = F.log_softmax(torch.einsum("nd,dc->nc", X, W), dim=1)
    error = log_p.exp()
    error[torch.arange(len(y), device=W.device), y] -= 1
    return -log_p[torch.arange(len(y)), y].mean() + reg * torch.norm(W) ** 2, X.t().mm(error) / len(y) + reg * 2 * W
