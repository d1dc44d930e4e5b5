"""One sample and one query after the other."""
def scaled_dot_product_attention(q, k, v, mask=None):
    outs, tables = [], []
    for b in range(len(q)):
        rows = []
        for n in range(q.shape[1]):
            allowed = slice(None) if mask is None else (mask if mask.dim() == 2 else mask[b])[n]
            row = torch.zeros(k.shape[1], dtype=q.dtype, device=q.device)
            chosen = k[b][allowed]
            if len(chosen):
                weights = torch.softmax(chosen @ q[b, n] / q.shape[-1] ** 0.5, 0)
                row = weights if mask is None else row.masked_scatter(allowed, weights)
            rows.append(row)
        tables.append(torch.stack(rows))
        outs.append(tables[-1] @ v[b])
    return torch.stack(outs), torch.stack(tables)
