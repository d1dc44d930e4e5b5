"""Truncated normal start; the fixed table through polar coordinates."""
def sinusoidal_encoding(length, dim):
    angles = torch.outer(torch.arange(length).double(), 10000.0 ** (-torch.arange(0, dim, 2).double() / dim))
    turned = torch.view_as_real(torch.polar(torch.ones_like(angles), angles)).flip(-1)
    return turned.flatten(1)[:, :dim].float()


class PositionalEmbedding(nn.Module):
    def __init__(self, num_tokens, dim, kind="learned"):
        super(PositionalEmbedding, self).__init__()
        table = torch.empty(1, num_tokens, dim)
        nn.init.trunc_normal_(table, std=0.02)
        if kind == "fixed":
            self.register_buffer("table", sinusoidal_encoding(num_tokens, dim).unsqueeze(0))
        elif kind == "learned":
            self.table = nn.Parameter(table)
        else:
            raise ValueError(kind)

    def forward(self, x):
        return torch.add(self.table, x)
