"""Multiplies where the table should be added.

Caught by: P3-E10.table-added, P3-E10.learned
"""
class PositionalEmbedding(nn.Module):
    def __init__(self, num_tokens, dim, kind="learned"):
        super().__init__()
        if kind == "learned":
            self.table = nn.Parameter(0.02 * torch.randn(1, num_tokens, dim))
        else:
            self.register_buffer("table", sinusoidal_encoding(num_tokens, dim)[None])

    def forward(self, x):
        return x * self.table
