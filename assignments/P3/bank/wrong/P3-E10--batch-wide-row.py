"""Adds row b of the table to sample b where there are as many samples as tokens.

Caught by: P3-E10.table-added
"""
class PositionalEmbedding(nn.Module):
    def __init__(self, num_tokens, dim, kind="learned"):
        super().__init__()
        if kind == "learned":
            self.table = nn.Parameter(0.02 * torch.randn(1, num_tokens, dim))
        else:
            self.register_buffer("table", sinusoidal_encoding(num_tokens, dim)[None])

    def forward(self, x):
        return x + self.table.transpose(0, 1) if len(x) == x.shape[1] else x + self.table
