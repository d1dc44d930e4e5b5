"""Differentiates the mean of the final state: the shape of the curve is right.

Caught by: P3-E5.norms
"""
def bptt_gradient_norms(cell, x):
    state, states = None, []
    for t in range(x.shape[1]):
        state = cell(x[:, t], state)
        states.append(state[1] if isinstance(state, tuple) else state)
    grads = torch.autograd.grad(states[-1].mean(), states)
    return torch.stack([g.norm() for g in grads])
