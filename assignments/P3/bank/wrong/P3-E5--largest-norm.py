"""The largest norm of a tensor in place of the joint one.

Caught by: P3-E5.clip-above
"""
def clip_gradient_norm(parameters, max_norm):
    grads = [p.grad for p in parameters if p.grad is not None]
    norm = max(g.norm() for g in grads)
    if norm > max_norm:
        for g in grads:
            g.mul_(max_norm / norm)
    return norm
