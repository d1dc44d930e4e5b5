"""Norms by retain_grad and backward; clipping by torch._foreach; losses as a list of numbers."""
def bptt_gradient_norms(cell, x):
    states = []
    state = None
    for t in range(x.size(1)):
        state = cell(x[:, t, :], state)
        kept = state[1] if type(state) is tuple else state
        kept.retain_grad()
        states.append(kept)
    states[-1].sum().backward()
    return torch.stack([s.grad.pow(2).sum().sqrt() for s in states])


def clip_gradient_norm(parameters, max_norm):
    grads = [p.grad for p in list(parameters) if p.grad is not None]
    total = torch.linalg.vector_norm(torch.stack(torch._foreach_norm(grads, 2)))
    if total > max_norm:
        torch._foreach_mul_(grads, (max_norm / total).item())
    return total


def truncated_backward(cell, head, x, y, chunk):
    state = None
    losses = []
    total, count = 0, 0
    for t in range(x.size(1)):
        state = cell(x[:, t], state)
        h = state[0] if type(state) is tuple else state
        total = total + F.cross_entropy(head(h), y[:, t], reduction="sum")
        count += len(h)
        if (t + 1) % chunk == 0 or t == x.size(1) - 1:
            loss = total / count
            loss.backward()
            losses.append(loss.item())
            total, count = 0, 0
            state = (state[0].detach(), state[1].detach()) if type(state) is tuple else state.detach()
    return torch.tensor(losses)
