"""Returns the norm after clipping.

Caught by: P3-E5.clip-above
"""
def clip_gradient_norm(parameters, max_norm):
    grads = [p.grad for p in parameters if p.grad is not None]
    norm = torch.cat([g.flatten() for g in grads]).norm()
    if norm > max_norm:
        for g in grads:
            g.mul_(max_norm / norm)
    return torch.cat([g.flatten() for g in grads]).norm()
