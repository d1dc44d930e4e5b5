"""s is the sum of the states of all steps.

Caught by: P3-E5.norms, P3-E5.growth
"""
def bptt_gradient_norms(cell, x):
    state, states = None, []
    for t in range(x.shape[1]):
        state = cell(x[:, t], state)
        states.append(state[1] if isinstance(state, tuple) else state)
    grads = torch.autograd.grad(sum(one.sum() for one in states), states)
    return torch.stack([g.norm() for g in grads])
