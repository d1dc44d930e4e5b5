"""Norms below 1e-6 are raised to 1e-6 for the log axis, which hides how far they vanish.

Caught by: P3-E5.growth
"""

def bptt_gradient_norms(cell, x):
    B, T, _ = x.shape
    state, states = None, []
    for t in range(T):
        state = cell(x[:, t], state)
        states.append(state[1] if isinstance(state, tuple) else state)
    s = states[-1].sum()
    grads = torch.autograd.grad(s, states)
    return torch.stack([g.norm().clamp(min=1e-6) for g in grads])
