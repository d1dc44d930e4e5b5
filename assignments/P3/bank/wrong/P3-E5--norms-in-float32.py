"""Collects Python floats: float32 on the CPU whatever x is.

Caught by: P3-E5.norms-form
"""
def bptt_gradient_norms(cell, x):
    state, states = None, []
    for t in range(x.shape[1]):
        state = cell(x[:, t], state)
        states.append(state[1] if isinstance(state, tuple) else state)
    grads = torch.autograd.grad(states[-1].sum(), states)
    return torch.tensor([g.norm().item() for g in grads])
