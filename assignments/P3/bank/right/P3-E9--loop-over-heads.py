"""One head after the other, cut out by slices, with the attention of E8."""
class MultiHeadSelfAttention(nn.Module):
    def __init__(self, dim, heads):
        super().__init__()
        if dim % heads:
            raise ValueError("dim should be a multiple of heads")
        self.heads = heads
        self.q_proj, self.k_proj, self.v_proj, self.out_proj = (nn.Linear(dim, dim) for _ in range(4))

    def forward(self, x, return_weights=False):
        size = x.shape[2] // self.heads
        q, k, v = self.q_proj(x), self.k_proj(x), self.v_proj(x)
        outs, tables = [], []
        for head in range(self.heads):
            own = slice(head * size, (head + 1) * size)
            out, weights = scaled_dot_product_attention(q[..., own], k[..., own], v[..., own])
            outs.append(out)
            tables.append(weights)
        out = self.out_proj(torch.cat(outs, dim=-1))
        return (out, torch.stack(tables, dim=1)) if return_weights else out
