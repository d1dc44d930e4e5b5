"""CLS in front of one sample after the other; sine with a shifted phase for the cosine."""
def sinusoidal_encoding(length, dim):
    columns = torch.arange(dim, dtype=torch.float64)
    rates = torch.pow(10000.0, -(columns - columns % 2) / dim)
    phases = columns % 2 * math.pi / 2
    return torch.sin(torch.arange(length).unsqueeze(1) * rates + phases).to(torch.float32)


def prepend_cls(tokens, cls_token):
    return torch.stack([torch.cat((cls_token[0], sample)) for sample in tokens])
