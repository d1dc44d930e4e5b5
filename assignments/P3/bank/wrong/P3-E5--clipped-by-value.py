"""Clamps the values to +-max_norm.

Caught by: P3-E5.clip-above
"""
def clip_gradient_norm(parameters, max_norm):
    grads = [p.grad for p in parameters if p.grad is not None]
    norm = torch.cat([g.flatten() for g in grads]).norm()
    for g in grads:
        g.clamp_(-max_norm, max_norm)
    return norm
