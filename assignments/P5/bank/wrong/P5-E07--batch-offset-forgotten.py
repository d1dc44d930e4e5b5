"""Flattens the batch and takes all neighbours from cloud 0: right for a batch of one.

Caught by: P5-E07.each-cloud
"""
def gather_edge_features(x, idx):
    B, C, N = x.shape
    k = idx.shape[2]
    rows = x.transpose(1, 2).reshape(B * N, C)
    neighbours = rows[idx.reshape(-1)].reshape(B, N, k, C).permute(0, 3, 1, 2)
    centres = x[:, :, :, None].expand(-1, -1, -1, k)
    return torch.cat((centres, neighbours - centres), dim=1)
