"""An autograd function with the analytic gradient.
"""
class _WeightedCrossEntropy(torch.autograd.Function):
    @staticmethod
    def forward(ctx, logits, labels, w):
        logp = F.log_softmax(logits, 1)
        norm = w.sum().clamp(min=1e-12)
        ctx.save_for_backward(logp, labels, w / norm)
        return -(w * logp.gather(1, labels[:, None])[:, 0]).sum() / norm

    @staticmethod
    def backward(ctx, grad):
        logp, labels, w = ctx.saved_tensors
        p = logp.exp()
        p = p - torch.zeros_like(p).scatter_(1, labels[:, None], 1.0)
        return grad * w[:, None] * p, None, None


def weighted_cross_entropy(logits, target, weight, ignore_index=2):
    keep = target != ignore_index
    labels = torch.where(keep, target, 0)
    w = weight.to(logits.device, logits.dtype)[labels] * keep
    return _WeightedCrossEntropy.apply(logits, labels, w)
