"""Squares of the norms.

Caught by: P3-E5.norms, P3-E5.growth
"""
def bptt_gradient_norms(cell, x):
    state, states = None, []
    for t in range(x.shape[1]):
        state = cell(x[:, t], state)
        states.append(state[1] if isinstance(state, tuple) else state)
    grads = torch.autograd.grad(states[-1].sum(), states)
    return torch.stack([g.square().sum() for g in grads])
