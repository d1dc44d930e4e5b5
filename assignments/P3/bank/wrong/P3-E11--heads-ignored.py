"""Makes an attention with one head.

Caught by: P3-E11.values, P3-E11.attention-returned
"""
class TransformerBlock(nn.Module):
    def __init__(self, dim, heads, mlp_ratio=4, dropout=0.0):
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(dim), nn.LayerNorm(dim)
        self.attn = MultiHeadSelfAttention(dim, 1)
        self.fc1, self.fc2 = nn.Linear(dim, mlp_ratio * dim), nn.Linear(mlp_ratio * dim, dim)
        self.drop = nn.Dropout(dropout)

    def forward(self, x, return_weights=False):
        found, weights = self.attn(self.norm1(x), return_weights=True)
        x = x + self.drop(found)
        x = x + self.drop(self.fc2(F.gelu(self.fc1(self.norm2(x)))))
        return (x, weights) if return_weights else x
