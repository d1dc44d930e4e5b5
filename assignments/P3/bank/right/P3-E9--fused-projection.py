"""One linear layer for queries, keys and values; load_weights takes the documented names."""
class MultiHeadSelfAttention(nn.Module):
    def __init__(self, dim, heads):
        super().__init__()
        if dim % heads != 0:
            raise ValueError("dim should be a multiple of heads")
        self.heads, self.size = heads, dim // heads
        self.qkv, self.out = nn.Linear(dim, 3 * dim), nn.Linear(dim, dim)

    def load_weights(self, weights):
        names = ("q_proj", "k_proj", "v_proj")
        with torch.no_grad():
            for kind in ("weight", "bias"):
                getattr(self.qkv, kind).copy_(torch.cat([weights[f"{name}.{kind}"] for name in names]))
                getattr(self.out, kind).copy_(weights[f"out_proj.{kind}"])

    def forward(self, x, return_weights=False):
        batch, length, dim = x.shape
        q, k, v = self.qkv(x).view(batch, length, 3, self.heads, self.size).permute(2, 0, 3, 1, 4)
        weights = (q @ k.mT * self.size**-0.5).softmax(dim=-1)
        out = self.out((weights @ v).transpose(1, 2).flatten(2))
        if return_weights:
            return out, weights
        return out
