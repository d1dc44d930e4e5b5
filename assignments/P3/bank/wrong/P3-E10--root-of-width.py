"""Multiplies the tokens by the root of the width first, as the first transformer did.

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
        return x * x.shape[-1] ** 0.5 + self.table
