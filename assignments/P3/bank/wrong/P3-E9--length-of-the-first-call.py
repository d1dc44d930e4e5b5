"""Keeps the number of tokens of the first call: right as long as all sequences have one length.

Caught by: P3-E9.values
"""
class MultiHeadSelfAttention(nn.Module):
    def __init__(self, dim, heads):
        super().__init__()
        if dim % heads:
            raise ValueError('heads')
        self.heads = heads
        self.q_proj, self.k_proj, self.v_proj, self.out_proj = (nn.Linear(dim, dim) for _ in range(4))

    def forward(self, x, return_weights=False):
        B, N, D = x.shape
        if not hasattr(self, 'n'):
            self.n = N
        x = x[:, :self.n]; N = self.n
        h, d = self.heads, D // self.heads
        q, k, v = (f(x).reshape(B, N, h, d).transpose(1, 2).reshape(B * h, N, d) for f in (self.q_proj, self.k_proj, self.v_proj))
        out, w = scaled_dot_product_attention(q, k, v)
        out = out.reshape(B, h, N, d).transpose(1, 2).reshape(B, N, D)
        out = self.out_proj(out)
        w = w.reshape(B, h, N, N)
        return (out, w) if return_weights else out
