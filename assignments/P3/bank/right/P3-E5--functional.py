"""Helper functions for state and parts; log-softmax and gather for the loss; data in place of detach."""
def _pair(state):
    return isinstance(state, (tuple, list))


def _walk(cell, x, state=None):
    for step in x.unbind(dim=1):
        state = cell(step, state)
        yield state


def bptt_gradient_norms(cell, x):
    states = [s[1] if _pair(s) else s for s in _walk(cell, x)]
    grads = torch.autograd.grad(outputs=[states[-1]], inputs=states, grad_outputs=[torch.ones_like(states[-1])])
    return torch.stack(grads).flatten(1).norm(dim=1)


@torch.no_grad()
def clip_gradient_norm(parameters, max_norm):
    grads = []
    for parameter in parameters:
        if parameter.grad is None:
            continue
        grads.append(parameter.grad)
    norm = torch.sqrt(torch.stack([(g * g).sum() for g in grads]).sum())
    if norm.item() > max_norm:
        for g in grads:
            g *= max_norm / norm
    return norm


def truncated_backward(cell, head, x, y, chunk):
    state, losses = None, []
    for part, labels in zip(torch.split(x, chunk, 1), torch.split(y, chunk, 1)):
        states = list(_walk(cell, part, state))
        hidden = torch.stack([s[0] if _pair(s) else s for s in states], dim=1)
        log_p = torch.log_softmax(head(hidden), dim=-1)
        loss = -log_p.gather(2, labels.unsqueeze(2)).mean()
        loss.backward()
        losses += [loss.data]
        state = tuple(s.data for s in states[-1]) if _pair(states[-1]) else states[-1].data
    return torch.stack(losses)
