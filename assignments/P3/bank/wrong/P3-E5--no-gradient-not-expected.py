"""Does not skip parameters without a gradient.

Caught by: P3-E5.clip-any-parameters
"""
def clip_gradient_norm(parameters, max_norm):
    grads = [p.grad for p in parameters]
    norm = torch.cat([g.flatten() for g in grads]).norm()
    if norm > max_norm:
        for g in grads:
            g.mul_(max_norm / norm)
    return norm
