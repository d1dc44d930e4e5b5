"""Differentiates in the inputs of the steps, not in the states.

Caught by: P3-E5.norms
"""
def bptt_gradient_norms(cell, x):
    state = None
    steps = [x[:, t].detach().clone().requires_grad_() for t in range(x.shape[1])]
    for step in steps:
        state = cell(step, state)
    s = (state[1] if isinstance(state, tuple) else state).sum()
    return torch.stack([g.norm() for g in torch.autograd.grad(s, steps)])
