"""Starts each chunk from zeros: it runs, and the memory is lost.

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
        loss = F.cross_entropy(logits.transpose(1, 2), y[:, start : start + chunk])
        loss.backward()
        losses.append(loss.detach())
        state = None
    return torch.stack(losses)
