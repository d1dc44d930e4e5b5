"""One call of autograd.grad a step; the factor clamped at 1; detach_ in place."""
def bptt_gradient_norms(cell, x):
    collected, state = [], None
    for step in x.transpose(0, 1):
        state = cell(step, state)
        collected.append(state if torch.is_tensor(state) else state[-1])
    total = collected[-1].sum()
    out = x.new_empty(len(collected))
    for i, one in enumerate(collected):
        out[i] = torch.autograd.grad(total, one, retain_graph=True)[0].flatten().norm(p=2)
    return out


def clip_gradient_norm(parameters, max_norm):
    parameters = [p for p in parameters if p.grad is not None]
    norm = sum((p.grad.detach() ** 2).sum() for p in parameters) ** 0.5
    factor = torch.clamp(max_norm / (norm + 1e-6), max=1.0)
    for p in parameters:
        p.grad.mul_(factor)
    return norm.detach()


def truncated_backward(cell, head, x, y, chunk):
    n = math.ceil(x.shape[1] / chunk)
    losses = torch.zeros(n, dtype=x.dtype, device=x.device)
    state = None
    for j in range(n):
        part, labels = x[:, j * chunk : (j + 1) * chunk], y[:, j * chunk : (j + 1) * chunk]
        logits = []
        for t in range(part.shape[1]):
            state = cell(part[:, t], state)
            logits.append(head(state[0] if isinstance(state, tuple) else state))
        loss = nn.CrossEntropyLoss()(torch.cat(logits), labels.t().reshape(-1))
        loss.backward()
        losses[j] = loss.detach()
        for s in state if isinstance(state, tuple) else (state,):
            s.detach_()
    return losses
