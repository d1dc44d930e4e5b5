"""Centres a copy of each cloud and expands the square; distances by vector_norm for the ball."""
def find_knn(x, k):
    if not 1 <= k <= x.shape[2]:
        raise ValueError(f"k should be in 1..{x.shape[2]}, it is {k}")
    with torch.no_grad():
        y = x - x.mean(dim=2, keepdim=True)
        squares = y.square().sum(1)
        table = squares.unsqueeze(2) + squares.unsqueeze(1) - 2 * y.mT @ y
        return table.topk(k, -1, False)[1]


def find_radius_neighbours(x, radius, k_max):
    with torch.no_grad():
        number = x.shape[-1]
        table = torch.linalg.vector_norm(x.unsqueeze(3) - x.unsqueeze(2), dim=1)
        table = torch.where(table <= radius, table, math.inf)
        order = table.sort(dim=2)
        idx, mask = order.indices, order.values.isfinite()
        own = torch.arange(number, device=x.device).unsqueeze(1)
        idx = torch.where(mask, idx, own)
        if k_max > number:
            idx = torch.cat([idx, own.repeat(len(x), 1, k_max - number)], 2)
            mask = torch.cat([mask, torch.zeros_like(mask[:, :, :1]).repeat(1, 1, k_max - number)], 2)
        return idx[:, :, :k_max], mask[:, :, :k_max]
