"""Scales always by the smaller of 1 and max_norm / norm, in a way that gives nan for gradients of 0.

Caught by: P3-E5.clip-below
"""
def clip_gradient_norm(parameters, max_norm):
    grads = [p.grad for p in parameters if p.grad is not None]
    norm = torch.cat([g.flatten() for g in grads]).norm()
    for g in grads:
        g.mul_(torch.minimum(norm, torch.full_like(norm, max_norm)) / norm)
    return norm
