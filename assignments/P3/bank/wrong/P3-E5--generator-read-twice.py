"""Goes through the parameters twice: a generator is empty the second time, and nothing is clipped.

Caught by: P3-E5.clip-any-parameters
"""
def clip_gradient_norm(parameters, max_norm):
    norm = torch.cat([p.grad.flatten() for p in parameters if p.grad is not None]).norm()
    if norm > max_norm:
        for p in parameters:
            if p.grad is not None:
                p.grad.mul_(max_norm / norm)
    return norm
