"""Three index tensors that broadcast."""
def gather_edge_features(x, idx):
    B, C, N = x.shape
    k = idx.shape[2]
    clouds = torch.arange(B, device=x.device)[:, None, None, None]
    channels = torch.arange(C, device=x.device)[None, :, None, None]
    neighbours = x[clouds, channels, idx[:, None]]
    centres = x.unsqueeze(-1).expand_as(neighbours)
    return torch.cat([centres, neighbours - centres], 1)
