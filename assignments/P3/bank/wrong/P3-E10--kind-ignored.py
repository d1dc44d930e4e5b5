"""Learns whatever the kind.

Caught by: P3-E10.fixed
"""
class PositionalEmbedding(nn.Module):
    def __init__(self, num_tokens, dim, kind="learned"):
        super().__init__()
        if True:
            self.table = nn.Parameter(0.02 * torch.randn(1, num_tokens, dim))
        else:
            pass

    def forward(self, x):
        return x + self.table
