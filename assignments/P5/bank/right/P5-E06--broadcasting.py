"""Differences of all pairs by broadcasting, sorted; the ball by sorting too."""
def find_knn(x, k):
    if not 1 <= k <= x.shape[2]:
        raise ValueError(f"k should be in 1..{x.shape[2]}, it is {k}")
    squares = (x[:, :, :, None] - x[:, :, None]).pow(2).sum(1)
    return squares.argsort(-1)[:, :, :k]


def find_radius_neighbours(x, radius, k_max):
    squares = (x[:, :, :, None] - x[:, :, None]).pow(2).sum(1)
    sorted_distances, order = squares.sqrt().sort(dim=-1)
    B, N, _ = order.shape
    idx = torch.arange(N, device=x.device).reshape(1, N, 1).repeat(B, 1, k_max)
    mask = torch.zeros(B, N, k_max, dtype=torch.bool, device=x.device)
    width = min(N, k_max)
    near = sorted_distances[..., :width] <= radius
    idx[..., :width] = torch.where(near, order[..., :width], idx[..., :width])
    mask[..., :width] = near
    return idx, mask
