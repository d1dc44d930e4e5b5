"""Reshapes (B, C, N) to (B * N, C) without a transpose: runs for all sizes, mixes channels and points.

Caught by: P5-E07.value
"""
def gather_edge_features(x, idx):
    B, C, N = x.shape
    k = idx.shape[2]
    rows = x.reshape(B * N, C)
    offset = N * torch.arange(B, device=x.device)[:, None, None]
    neighbours = rows[(idx + offset).reshape(-1)].reshape(B, N, k, C).permute(0, 3, 1, 2)
    centres = x[:, :, :, None].expand(-1, -1, -1, k)
    return torch.cat((centres, neighbours - centres), dim=1)
