"""Functional norms on the parameters of the two norms; GELU by erf; functional dropout with the mode."""
class TransformerBlock(nn.Module):
    def __init__(self, dim, heads, mlp_ratio=4, dropout=0.0):
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(dim), nn.LayerNorm(dim)
        self.attn = MultiHeadSelfAttention(dim, heads)
        self.fc1, self.fc2 = nn.Linear(dim, mlp_ratio * dim), nn.Linear(mlp_ratio * dim, dim)
        self.dropout = dropout

    def forward(self, x, return_weights=False):
        def norm(x, layer):
            return F.layer_norm(x, x.shape[-1:], layer.weight, layer.bias, 1e-5)

        attended = self.attn(norm(x, self.norm1), return_weights=return_weights)
        weights = attended[1] if return_weights else None
        attended = attended[0] if return_weights else attended
        x = x + F.dropout(attended, self.dropout, training=self.training)
        hidden = self.fc1(norm(x, self.norm2))
        hidden = 0.5 * hidden * (1 + torch.erf(hidden / math.sqrt(2)))
        x = x + F.dropout(self.fc2(hidden), self.dropout, training=self.training)
        return (x, weights) if return_weights else x
