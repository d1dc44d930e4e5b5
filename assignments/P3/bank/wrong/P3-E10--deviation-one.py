"""Draws the learned table with deviation 1: it drowns the patches.

Caught by: P3-E10.learned
"""
class PositionalEmbedding(nn.Module):
    def __init__(self, num_tokens, dim, kind="learned"):
        super().__init__()
        if kind == "learned":
            self.table = nn.Parameter(torch.randn(1, num_tokens, dim))
        else:
            self.register_buffer("table", sinusoidal_encoding(num_tokens, dim)[None])

    def forward(self, x):
        return x + self.table
