"""numpy draws scale and shift; addcmul; one randperm per cloud."""

def augment_points(points: Tensor) -> Tensor:
    size = (points.size(0), 1, 3)
    scale = torch.as_tensor(np.random.uniform(2 / 3, 3 / 2, size), dtype=points.dtype, device=points.device)
    shift = torch.as_tensor(np.random.uniform(-0.2, 0.2, size), dtype=points.dtype, device=points.device)
    return torch.addcmul(shift, points, scale)


def shuffle_points(points: Tensor) -> Tensor:
    return torch.stack([cloud[torch.randperm(len(cloud))] for cloud in points])
