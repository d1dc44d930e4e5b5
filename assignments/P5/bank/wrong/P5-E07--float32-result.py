"""Makes the result in float32 whatever x is.

Caught by: P5-E07.value
"""
def gather_edge_features(x, idx):
    B, C, N = x.shape
    k = idx.shape[2]
    edges = torch.zeros(B, 2 * C, N, k, device=x.device)
    edges[:, :C] = x[:, :, :, None]
    edges[:, C:] = x.gather(2, idx.reshape(B, 1, N * k).expand(-1, C, -1)).reshape(B, C, N, k) - x[:, :, :, None]
    return edges
