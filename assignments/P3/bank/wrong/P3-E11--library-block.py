"""Lets torch's encoder layer do the work.

Caught by: P3-E11.values
"""
class TransformerBlock(nn.Module):
    def __init__(self, dim, heads, mlp_ratio=4, dropout=0.0):
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(dim), nn.LayerNorm(dim)
        self.attn = MultiHeadSelfAttention(dim, heads)
        self.fc1, self.fc2 = nn.Linear(dim, mlp_ratio * dim), nn.Linear(mlp_ratio * dim, dim)
        self.drop = nn.Dropout(dropout)

    def forward(self, x, return_weights=False):
        layer = nn.TransformerEncoderLayer(
            x.shape[2], self.attn.heads, self.fc1.out_features, 0.0, F.gelu, batch_first=True, norm_first=True
        ).to(x)
        weights = self.attn(self.norm1(x), return_weights=True)[1]
        x = layer(x)
        return (x, weights) if return_weights else x
