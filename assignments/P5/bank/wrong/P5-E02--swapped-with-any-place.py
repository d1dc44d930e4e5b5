"""Swaps each point with any place instead of one that is left: some orders are a third more likely than others.

Caught by: P5-E02.shuffle-uniform
"""


# TODO P5-E02: points in random order
def shuffle_points(points: Tensor) -> Tensor:
    out = points.clone()
    n = points.shape[1]
    for i in range(n):
        j = int(torch.randint(n, ()))
        t = out[:, i].clone()
        out[:, i] = out[:, j]
        out[:, j] = t
    return out
