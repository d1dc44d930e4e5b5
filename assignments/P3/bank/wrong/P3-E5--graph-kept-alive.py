"""Silences the error with retain_graph: full backpropagation, many times over.

Caught by: P3-E5.chunk-gradients, P3-E5.graph-cut
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
        loss.backward(retain_graph=True)
        losses.append(loss.detach())
    return torch.stack(losses)
