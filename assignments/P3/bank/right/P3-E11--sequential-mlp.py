"""The MLP as a Sequential; load_weights maps the documented names."""
class TransformerBlock(nn.Module):
    def __init__(self, dim, heads, mlp_ratio=4, dropout=0.0):
        super().__init__()
        self.norm1 = nn.LayerNorm(dim)
        self.norm2 = nn.LayerNorm(dim)
        self.attn = MultiHeadSelfAttention(dim, heads)
        self.mlp = nn.Sequential(
            nn.Linear(dim, mlp_ratio * dim), nn.GELU(), nn.Linear(mlp_ratio * dim, dim), nn.Dropout(dropout)
        )
        self.dropout = nn.Dropout(dropout)

    def load_weights(self, weights):
        named = {name.replace("fc1", "mlp.0").replace("fc2", "mlp.2"): value for name, value in weights.items()}
        self.load_state_dict(named)

    def forward(self, x, return_weights=False):
        update, weights = self.attn(self.norm1(x), True)
        x = x + self.dropout(update)
        x = x + self.mlp(self.norm2(x))
        if return_weights:
            return x, weights
        return x
