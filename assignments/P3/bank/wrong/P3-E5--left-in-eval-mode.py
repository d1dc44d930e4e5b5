"""The cell is put into eval mode for the measurement and left there.

Caught by: P3-E5.norms-form
"""

def bptt_gradient_norms(cell, x):
    cell.eval()
    B, T, _ = x.shape
    state, states = None, []
    for t in range(T):
        state = cell(x[:, t], state)
        states.append(state[1] if isinstance(state, tuple) else state)
    s = states[-1].sum()
    grads = torch.autograd.grad(s, states)
    return torch.stack([g.norm() for g in grads])
