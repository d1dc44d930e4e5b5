"""Cuts at every step: values are right, nothing is learned beyond one step.

Caught by: P3-E5.chunk-gradients, P3-E5.graph-cut
"""
def truncated_backward(cell, head, x, y, chunk):
    losses, state = [], None
    for start in range(0, x.shape[1], chunk):
        hs = []
        for t in range(start, min(start + chunk, x.shape[1])):
            state = cell(x[:, t], state if state is None else tuple(s.detach() for s in state) if isinstance(state, tuple) else state.detach())
            hs.append(state[0] if isinstance(state, tuple) else state)
        logits = head(torch.stack(hs, 1))
        loss = F.cross_entropy(logits.transpose(1, 2), y[:, start : start + chunk])
        loss.backward()
        losses.append(loss.detach())
        state = tuple(s.detach() for s in state) if isinstance(state, tuple) else state.detach()
    return torch.stack(losses)
