"""Makes the numbers of the clouds on the CPU and adds them to idx: fails on CUDA only.

Caught by: P5-E07.device
"""
def gather_edge_features(x, idx):
    B, C, N = x.shape
    k = idx.shape[2]
    rows = x.transpose(1, 2).reshape(B * N, C)
    flat = (idx + N * torch.arange(B)[:, None, None]).reshape(-1)
    neighbours = rows[flat].reshape(B, N, k, C).permute(0, 3, 1, 2)
    centres = x[:, :, :, None].expand(-1, -1, -1, k)
    return torch.cat((centres, neighbours - centres), dim=1)
