"""Norms of the derivatives of one state in the one before.

Caught by: P3-E5.norms, P3-E5.growth
"""
def bptt_gradient_norms(cell, x):
    state, states = None, []
    for t in range(x.shape[1]):
        state = cell(x[:, t], state)
        states.append(state[1] if isinstance(state, tuple) else state)
    norms = [torch.autograd.grad(b.sum(), a, retain_graph=True)[0].norm() for a, b in zip(states, states[1:])]
    return torch.stack(norms + [torch.ones_like(states[-1]).norm()])
