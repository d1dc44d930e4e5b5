"""Draws the learned table from a uniform law.

Caught by: P3-E10.learned
"""
class PositionalEmbedding(nn.Module):
    def __init__(self, num_tokens, dim, kind="learned"):
        super().__init__()
        if kind == "learned":
            self.table = nn.Parameter((torch.rand(1, num_tokens, dim) - 0.5) * 0.02 * 12**0.5)
        else:
            self.register_buffer("table", sinusoidal_encoding(num_tokens, dim)[None])

    def forward(self, x):
        return x + self.table
