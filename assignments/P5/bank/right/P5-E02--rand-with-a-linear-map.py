"""rand with a linear map, drawn in single precision; one permutation per cloud by argsort and gather."""

def augment_points(points):
    b = points.shape[0]
    scale = torch.rand((b, 3), device=points.device) * (3 / 2 - 2 / 3) + 2 / 3
    shift = torch.rand((b, 3), device=points.device) * 0.4 - 0.2
    return torch.einsum("bnc,bc->bnc", points, scale.to(points.dtype)) + shift.to(points.dtype).unsqueeze(1)


def shuffle_points(points):
    order = torch.rand(points.shape[:2], device=points.device).argsort(dim=1)
    return torch.gather(points, 1, order.unsqueeze(-1).expand(-1, -1, 3))
