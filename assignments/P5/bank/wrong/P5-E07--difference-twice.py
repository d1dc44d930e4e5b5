"""Has no x_i: the position of the edge is lost, and it still trains.

Caught by: P5-E07.value, P5-E07.translation
"""
def gather_edge_features(x, idx):
    B, C, N = x.shape
    k = idx.shape[2]
    neighbours = x.gather(2, idx.reshape(B, 1, N * k).expand(-1, C, -1)).reshape(B, C, N, k)
    centres = x[:, :, :, None].expand(-1, -1, -1, k)
    return torch.cat((neighbours - centres, neighbours - centres), dim=1)
