"""The loss of a chunk is that of its last step.

Caught by: P3-E5.chunk-losses, P3-E5.chunk-gradients
"""
def truncated_backward(cell, head, x, y, chunk):
    losses, state = [], None
    for start in range(0, x.shape[1], chunk):
        hs = []
        for t in range(start, min(start + chunk, x.shape[1])):
            state = cell(x[:, t], state)
            hs.append(state[0] if isinstance(state, tuple) else state)
        logits = head(torch.stack(hs, 1))
        loss = F.cross_entropy(logits[:, -1], y[:, : start + chunk][:, -1])
        loss.backward()
        losses.append(loss.detach())
        state = tuple(s.detach() for s in state) if isinstance(state, tuple) else state.detach()
    return torch.stack(losses)
