"""Truncates the normal start at two deviations; CLS by torch.hstack; the table cut to the sequence."""
class PositionalEmbedding(nn.Module):
    def __init__(self, num_tokens: int, dim: int, kind: str = "learned"):
        super().__init__()
        self.kind = kind
        if kind == "learned":
            self.table = nn.Parameter(torch.zeros(1, num_tokens, dim))
            nn.init.trunc_normal_(self.table, std=0.02, a=-0.04, b=0.04)
        else:
            self.register_buffer("table", sinusoidal_encoding(num_tokens, dim).reshape(1, num_tokens, dim))

    def forward(self, x):
        return x + self.table[:, : x.shape[1]].expand_as(x)


def prepend_cls(tokens, cls_token):
    return torch.hstack((cls_token.broadcast_to(tokens.shape[0], 1, tokens.shape[2]), tokens))
