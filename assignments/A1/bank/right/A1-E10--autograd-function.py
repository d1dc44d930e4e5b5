"""Dropout as an autograd function with its own backward."""

class _Drop(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, scale):
        ctx.save_for_backward(scale)
        return x * scale
    @staticmethod
    def backward(ctx, grad):
        (scale,) = ctx.saved_tensors
        return grad * scale, None
def dropout(x, p, training, generator=None):
    if not 0 <= p <= 1:
        raise ValueError("p")
    if not training:
        return x
    scale = (torch.rand(x.shape, generator=generator, device=x.device) >= p).to(x.dtype)
    if p < 1:
        scale = scale / (1 - p)
    return _Drop.apply(x, scale)
