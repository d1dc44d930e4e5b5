"""Adds the offset into idx itself: the caller's graph is broken for the next layer.

Caught by: P5-E07.value
"""
def gather_edge_features(x, idx):
    B, C, N = x.shape
    k = idx.shape[2]
    rows = x.transpose(1, 2).reshape(B * N, C)
    offset = N * torch.arange(B, device=x.device)[:, None, None]
    if idx.is_contiguous():
        idx += offset
    else:
        idx = idx + offset
    neighbours = rows[idx.reshape(-1)].reshape(B, N, k, C).permute(0, 3, 1, 2)
    centres = x[:, :, :, None].expand(-1, -1, -1, k)
    return torch.cat((centres, neighbours - centres), dim=1)
