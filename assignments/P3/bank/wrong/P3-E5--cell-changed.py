"""Normalises the recurrent matrix of the cell on the way.

Caught by: P3-E5.norms-form, P3-E5.norms
"""
def bptt_gradient_norms(cell, x):
    with torch.no_grad():
        w = dict(cell.named_parameters())['weight_hh']
        w.div_(w.norm())
    state, states = None, []
    for t in range(x.shape[1]):
        state = cell(x[:, t], state)
        states.append(state[1] if isinstance(state, tuple) else state)
    grads = torch.autograd.grad(states[-1].sum(), states)
    return torch.stack([g.norm() for g in grads])
