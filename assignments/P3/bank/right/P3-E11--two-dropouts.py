"""A dropout module for each branch, norms as own formula, an extra helper method."""
class TransformerBlock(nn.Module):
    def __init__(self, dim, heads, mlp_ratio=4, dropout=0.0):
        super(TransformerBlock, self).__init__()
        self.norm1, self.norm2 = nn.LayerNorm(dim), nn.LayerNorm(dim)
        self.attn = MultiHeadSelfAttention(dim, heads)
        self.fc1, self.fc2 = nn.Linear(dim, mlp_ratio * dim), nn.Linear(mlp_ratio * dim, dim)
        self.drop1, self.drop2 = nn.Dropout(p=dropout), nn.Dropout(p=dropout)

    def mlp(self, x):
        return self.fc2(nn.functional.gelu(self.fc1(x)))

    @staticmethod
    def normed(x, layer):
        centred = x - x.mean(dim=-1, keepdim=True)
        return centred * torch.rsqrt(x.var(dim=-1, unbiased=False, keepdim=True) + 1e-5) * layer.weight + layer.bias

    def forward(self, x, return_weights=False):
        out, weights = self.attn(self.normed(x, self.norm1), return_weights=True)
        out = self.drop1(out) + x
        out = out + self.drop2(self.mlp(self.normed(out, self.norm2)))
        return (out, weights) if return_weights else out
