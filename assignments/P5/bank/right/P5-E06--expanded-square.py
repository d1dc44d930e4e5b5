"""The expanded square of the published DGCNN (negative, largest first, unsorted); clamped before the root."""
def find_knn(x, k):
    if not 1 <= k <= x.shape[2]:
        raise ValueError(f"k should be in 1..{x.shape[2]}, it is {k}")
    inner = -2 * torch.matmul(x.transpose(2, 1), x)
    lengths = torch.sum(x**2, dim=1, keepdim=True)
    negative = -lengths - inner - lengths.transpose(2, 1)
    return negative.topk(k=k, dim=-1, sorted=False)[1]


def find_radius_neighbours(x, radius, k_max):
    number = x.shape[2]
    lengths = (x * x).sum(1)
    squares = lengths[:, :, None] + lengths[:, None, :] - 2 * torch.einsum("bcn,bcm->bnm", x, x)
    distances = squares.clamp(min=0).sqrt()
    distances = F.pad(distances, (0, k_max), value=float("nan"))  # nan sorts last and is not <= radius
    nearest, idx = distances.topk(k_max, largest=False)
    mask = nearest <= radius
    own = torch.arange(number, device=x.device).view(1, number, 1)
    return torch.where(mask, idx, own), mask
