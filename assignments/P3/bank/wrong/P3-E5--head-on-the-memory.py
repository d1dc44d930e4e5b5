"""Reads the memory of an LSTM instead of its state.

Caught by: P3-E5.chunk-losses
"""
def truncated_backward(cell, head, x, y, chunk):
    losses, state = [], None
    for start in range(0, x.shape[1], chunk):
        hs = []
        for t in range(start, min(start + chunk, x.shape[1])):
            state = cell(x[:, t], state)
            hs.append(state[1] if isinstance(state, tuple) else state)
        logits = head(torch.stack(hs, 1))
        loss = F.cross_entropy(logits.transpose(1, 2), y[:, start : start + chunk])
        loss.backward()
        losses.append(loss.detach())
        state = tuple(s.detach() for s in state) if isinstance(state, tuple) else state.detach()
    return torch.stack(losses)
