"""Norms step by step backwards, each from a leaf state; gradients copied in place; one flat loss, time first."""

def bptt_gradient_norms(cell, x):
    steps = x.detach().unbind(1)
    states, state = [], None
    with torch.no_grad():
        for s in steps:
            state = cell(s, state)
            states.append(state)
    norms = []
    gradient = torch.ones_like(state[1] if isinstance(state, tuple) else state)
    norms = [gradient.norm()]
    lstm = isinstance(state, tuple)
    if not lstm:
        for t in range(len(steps) - 1, 0, -1):
            leaf = states[t - 1].detach().clone().requires_grad_()
            (gradient,) = torch.autograd.grad(cell(steps[t], leaf), leaf, gradient)
            norms.insert(0, gradient.norm())
        return torch.stack(norms)
    # for the LSTM the given definition: c, from which its h is computed
    state, cs = None, []
    for s in steps:
        state = cell(s, state)
        cs.append(state[1])
    for c in cs:
        c.retain_grad()
    return torch.stack([g.norm() for g in torch.autograd.grad(cs[-1].sum(), cs)])


def clip_gradient_norm(parameters, max_norm):
    parameters = tuple(parameters)
    squares = [p.grad.detach().square().sum() for p in parameters if p.grad is not None]
    norm = sum(squares).sqrt()
    if norm > max_norm:
        for p in parameters:
            if p.grad is not None:
                p.grad.copy_(p.grad * max_norm / norm)
    return norm


def truncated_backward(cell, head, x, y, chunk):
    state, losses, outs = None, [], []
    T = x.size(1)
    for t in range(T):
        state = cell(x.select(1, t), state)
        outs.append(state[0] if isinstance(state, tuple) else state)
        if (t + 1) % chunk == 0 or t + 1 == T:
            target = y[:, t + 1 - len(outs):t + 1]
            loss = F.nll_loss(F.log_softmax(head(torch.cat(outs)), dim=1), target.T.flatten())
            loss.backward()
            losses.append(loss.data)
            outs = []
            state = tuple(map(torch.Tensor.detach, state)) if isinstance(state, tuple) else state.data
    return torch.stack(losses)
