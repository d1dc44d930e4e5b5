"""Heads as leading samples: (h * B, N, d) by chunk and cat."""
class MultiHeadSelfAttention(nn.Module):
    def __init__(self, dim, heads):
        super().__init__()
        if dim % heads:
            raise ValueError("dim should be a multiple of heads")
        self.heads = heads
        self.q_proj, self.k_proj, self.v_proj, self.out_proj = (nn.Linear(dim, dim) for _ in range(4))

    def forward(self, x, return_weights=False):
        q, k, v = (torch.cat(layer(x).chunk(self.heads, 2)) for layer in (self.q_proj, self.k_proj, self.v_proj))
        out, weights = scaled_dot_product_attention(q, k, v)
        out = self.out_proj(torch.cat(out.chunk(self.heads), 2))
        if not return_weights:
            return out
        return out, torch.stack(weights.chunk(self.heads), 1)
