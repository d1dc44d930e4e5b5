"""Makes the fixed table a parameter without gradient: it counts among the parameters.

Caught by: P3-E10.fixed
"""
class PositionalEmbedding(nn.Module):
    def __init__(self, num_tokens, dim, kind="learned"):
        super().__init__()
        if kind == "learned":
            self.table = nn.Parameter(0.02 * torch.randn(1, num_tokens, dim))
        else:
            self.table = nn.Parameter(sinusoidal_encoding(num_tokens, dim)[None], requires_grad=False)

    def forward(self, x):
        return x + self.table
