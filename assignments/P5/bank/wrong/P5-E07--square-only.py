"""Uses k for N where it repeats the centres: runs where k = N only.

Caught by: P5-E07.value
"""
def gather_edge_features(x, idx):
    B, C, N = x.shape
    k = idx.shape[2]
    neighbours = x.gather(2, idx.reshape(B, 1, N * k).expand(-1, C, -1)).reshape(B, C, N, k)
    centres = x[:, :, :, None].expand(B, C, N, N)
    return torch.cat((centres, neighbours - centres), dim=1)
