"""Reshapes (N * k) to (k, N) and transposes: right for k = 1.

Caught by: P5-E07.value
"""
def gather_edge_features(x, idx):
    B, C, N = x.shape
    k = idx.shape[2]
    neighbours = x.gather(2, idx.reshape(B, 1, N * k).expand(-1, C, -1)).reshape(B, C, k, N).transpose(2, 3)
    centres = x[:, :, :, None].expand(-1, -1, -1, k)
    return torch.cat((centres, neighbours - centres), dim=1)
