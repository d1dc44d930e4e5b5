"""Keeps the fixed table as a plain attribute: not saved, not moved.

Caught by: P3-E10.fixed, P3-E10.embedding-device, P3-E10.table-added
"""
class PositionalEmbedding(nn.Module):
    def __init__(self, num_tokens, dim, kind="learned"):
        super().__init__()
        if kind == "learned":
            self.table = nn.Parameter(0.02 * torch.randn(1, num_tokens, dim))
        else:
            self.table = sinusoidal_encoding(num_tokens, dim)[None]

    def forward(self, x):
        return x + self.table
