"""Puts new tensors in the place of the gradients: who holds the old ones sees no clipping.

Caught by: P3-E5.clip-in-place
"""
def clip_gradient_norm(parameters, max_norm):
    ps = [p for p in parameters if p.grad is not None]
    norm = torch.cat([p.grad.flatten() for p in ps]).norm()
    if norm > max_norm:
        for p in ps:
            p.grad = p.grad * (max_norm / norm)
    return norm
