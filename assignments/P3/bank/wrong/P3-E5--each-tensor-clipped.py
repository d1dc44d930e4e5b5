"""Clips each tensor by its own norm: the direction changes, training is fine.

Caught by: P3-E5.clip-above
"""
def clip_gradient_norm(parameters, max_norm):
    grads = [p.grad for p in parameters if p.grad is not None]
    norm = torch.cat([g.flatten() for g in grads]).norm()
    for g in grads:
        if g.norm() > max_norm:
            g.mul_(max_norm / g.norm())
    return norm
