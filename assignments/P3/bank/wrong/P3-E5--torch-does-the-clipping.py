"""Calls torch's function.

Caught by: P3-E5.clip-above
"""
def clip_gradient_norm(parameters, max_norm):
    return torch.nn.utils.clip_grad_norm_(list(parameters), max_norm)
