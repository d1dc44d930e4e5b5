"""Keeps the projections in a plain list: none of them is registered.

Caught by: P3-E9.parameter-count, P3-E9.device
"""
class MultiHeadSelfAttention(nn.Module):
    def __init__(self, dim, heads):
        super().__init__()
        if dim % heads:
            raise ValueError("dim should be a multiple of heads")
        self.heads = heads
        self.projections = [nn.Linear(dim, dim) for _ in range(4)]

    def load_weights(self, weights):
        for layer, name in zip(self.projections, ("q_proj", "k_proj", "v_proj", "out_proj")):
            layer.double()
            layer.load_state_dict({kind: weights[f"{name}.{kind}"] for kind in ("weight", "bias")})

    def forward(self, x, return_weights=False):
        B, N, D = x.shape
        h, d = self.heads, D // self.heads
        q, k, v = ((t.reshape(B, N, h, d).transpose(1, 2)) for t in (layer(x) for layer in self.projections[:3]))
        scores = q @ k.transpose(-2, -1) / math.sqrt(d)
        weights = scores.softmax(-1)
        out = weights @ v
        out = out.transpose(1, 2).reshape(B, N, D)
        out = self.projections[3](out)
        return (out, weights) if return_weights else out
