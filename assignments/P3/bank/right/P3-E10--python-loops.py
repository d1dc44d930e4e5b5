"""Number by number with math, float64 on the way."""
def sinusoidal_encoding(length, dim):
    rows = []
    for p in range(length):
        angles = [p / 10000 ** (2 * (c // 2) / dim) for c in range(dim)]
        rows.append([math.sin(a) if c % 2 == 0 else math.cos(a) for c, a in enumerate(angles)])
    return torch.tensor(rows, dtype=torch.float32)


def prepend_cls(tokens, cls_token):
    joined = tokens.new_empty(tokens.shape[0], tokens.shape[1] + 1, tokens.shape[2])
    joined[:, :1] = cls_token
    joined[:, 1:] = tokens
    return joined
