"""Norms by walking back step by step from leaves; zero states asked of the cell's first result."""
def bptt_gradient_norms(cell, x):
    with torch.enable_grad():
        zero = cell(x[:, 0])
        pair = isinstance(zero, tuple)
        state = tuple(torch.zeros_like(z) for z in zero) if pair else torch.zeros_like(zero)
        cs = []
        for t in range(x.shape[1]):
            state = cell(x[:, t], state)
            cs.append(state[1] if pair else state)
        g = torch.autograd.grad(torch.sum(cs[-1]), tuple(cs))
    return torch.tensor([float(one.double().norm()) for one in g], dtype=x.dtype, device=x.device)


def clip_gradient_norm(parameters, max_norm):
    held = tuple(p.grad for p in parameters if p.grad is not None)
    norm = torch.nn.utils.parameters_to_vector([g for g in held]).norm()
    if norm > max_norm:
        for g in held:
            g.copy_(g * (max_norm / norm))
    return norm


def truncated_backward(cell, head, x, y, chunk):
    steps = x.shape[1]
    state, losses, t = None, [], 0
    while t < steps:
        end = min(t + chunk, steps)
        per_step = []
        for u in range(t, end):
            state = cell(x[:, u], state)
            h = state[0] if isinstance(state, tuple) else state
            per_step.append(F.cross_entropy(head(h), y[:, u]))
        loss = sum(per_step) / len(per_step)
        loss.backward()
        losses.append(loss.detach().cpu())
        if isinstance(state, tuple):
            h, c = state
            state = h.detach().clone(), c.detach().clone()
        else:
            state = state.detach().clone()
        t = end
    return torch.stack(losses)
