"""Divides by the last norm.

Caught by: P3-E5.norms
"""
def bptt_gradient_norms(cell, x):
    state, states = None, []
    for t in range(x.shape[1]):
        state = cell(x[:, t], state)
        states.append(state[1] if isinstance(state, tuple) else state)
    grads = torch.autograd.grad(states[-1].sum(), states)
    norms = torch.stack([g.norm() for g in grads])
    return norms / norms[-1]
