"""Cuts the graph at the weights: queries and keys never learn.

Caught by: P3-E9.gradients
"""
class MultiHeadSelfAttention(nn.Module):
    def __init__(self, dim, heads):
        super().__init__()
        if dim % heads:
            raise ValueError("dim should be a multiple of heads")
        self.heads = heads
        self.q_proj, self.k_proj, self.v_proj, self.out_proj = (nn.Linear(dim, dim) for _ in range(4))

    def forward(self, x, return_weights=False):
        B, N, D = x.shape
        h, d = self.heads, D // self.heads
        q, k, v = ((t.reshape(B, N, h, d).transpose(1, 2)) for t in (self.q_proj(x), self.k_proj(x), self.v_proj(x)))
        scores = q @ k.transpose(-2, -1) / math.sqrt(d)
        weights = scores.softmax(-1).detach()
        out = weights @ v
        out = out.transpose(1, 2).reshape(B, N, D)
        out = self.out_proj(out)
        return (out, weights) if return_weights else out
