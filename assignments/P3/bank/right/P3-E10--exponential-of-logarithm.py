"""Frequencies as exp(-log 10000 ...), columns filled by slices; CLS repeated."""
def sinusoidal_encoding(length, dim):
    table = torch.zeros(length, dim)
    rates = torch.exp(-math.log(10000.0) * torch.arange(0, dim, 2).float() / dim)
    angles = torch.arange(length).float().unsqueeze(1) * rates
    table[:, 0::2] = torch.sin(angles)
    table[:, 1::2] = torch.cos(angles)[:, : dim // 2]
    return table


def prepend_cls(tokens, cls_token):
    return torch.cat([cls_token.repeat(tokens.size(0), 1, 1), tokens], dim=1)
