"""Takes the states before the steps, the zero state first.

Caught by: P3-E5.norms
"""
def bptt_gradient_norms(cell, x):
    state = cell(x[:, 0], None)
    zeros = torch.zeros_like(state[1] if isinstance(state, tuple) else state).requires_grad_()
    state = (torch.zeros_like(zeros), zeros) if isinstance(state, tuple) else zeros
    states = []
    for t in range(x.shape[1]):
        states.append(state[1] if isinstance(state, tuple) else state)
        state = cell(x[:, t], state)
    s = (state[1] if isinstance(state, tuple) else state).sum()
    return torch.stack([g.norm() for g in torch.autograd.grad(s, states)])
