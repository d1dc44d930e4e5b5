"""Adds b * k in place of b * N to the indices of cloud b: right for a batch of one.

Caught by: P5-E07.value, P5-E07.each-cloud
"""
def gather_edge_features(x, idx):
    B, C, N = x.shape
    k = idx.shape[2]
    rows = x.transpose(1, 2).reshape(B * N, C)
    flat = (idx + k * torch.arange(B, device=x.device)[:, None, None]).reshape(-1).clamp(max=B * N - 1)
    neighbours = rows[flat].reshape(B, N, k, C).permute(0, 3, 1, 2)
    centres = x[:, :, :, None].expand(-1, -1, -1, k)
    return torch.cat((centres, neighbours - centres), dim=1)
