"""Scales the parameters, not their gradients.

Caught by: P3-E5.clip-above
"""
def clip_gradient_norm(parameters, max_norm):
    ps = [p for p in parameters if p.grad is not None]
    norm = torch.cat([p.grad.flatten() for p in ps]).norm()
    if norm > max_norm:
        for p in ps:
            p.data.mul_(max_norm / norm)
    return norm
