"""Loops over steps and rows, stacked.
"""
def interpolate(z0, z1, count):
    if count == 1:
        return z0.clone()[None]
    return torch.stack([z0 + k / (count - 1) * (z1 - z0) for k in range(count)])


def sweep(z, dim, values):
    rows = []
    for value in values:
        row = z.clone()
        row[dim] = value
        rows.append(row)
    return torch.stack(rows)


def slerp(z0, z1, count):
    paths = []
    for a, b in zip(z0, z1):
        cos = float(torch.dot(a, b) / (a.norm() * b.norm()))
        angle = math.acos(max(-1.0, min(1.0, cos)))
        weights = [k / (count - 1) for k in range(count)] if count > 1 else [0.0]
        if math.sin(angle) < 1e-4:
            path = [(1 - w) * a + w * b for w in weights]
        else:
            path = [(math.sin((1 - w) * angle) * a + math.sin(w * angle) * b) / math.sin(angle) for w in weights]
        paths.append(torch.stack(path))
    return torch.stack(paths, dim=1)
