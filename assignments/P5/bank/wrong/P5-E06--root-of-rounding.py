"""Takes the root of an expanded square without a clamp: nan for the point itself, which drops out now and then.

Caught by: P5-E06.radius
"""
def find_radius_neighbours(x, radius, k_max):
    B, _, N = x.shape
    x = x.detach()
    lengths = x.square().sum(1)
    distances = (lengths[:, :, None] - 2 * x.transpose(1, 2) @ x + lengths[:, None]).sqrt()
    nearest, idx = distances.topk(min(k_max, N), largest=False)
    mask = nearest <= radius
    own = torch.arange(N, device=x.device)[:, None]
    spare = max(k_max - N, 0)
    idx = torch.cat((torch.where(mask, idx, own), own.expand(B, N, spare)), dim=2)
    return idx, F.pad(mask, (0, spare))
