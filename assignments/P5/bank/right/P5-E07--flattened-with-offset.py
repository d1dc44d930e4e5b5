"""The published way: one long list of points, indices with b * N added."""
def gather_edge_features(x, idx):
    B, C, N = x.shape
    k = idx.shape[2]
    offset = torch.arange(0, B, device=x.device).view(-1, 1, 1) * N
    flat = (idx + offset).reshape(-1)
    rows = x.transpose(2, 1).contiguous()
    feature = rows.view(B * N, -1)[flat, :].view(B, N, k, C)
    rows = rows.view(B, N, 1, C).repeat(1, 1, k, 1)
    return torch.cat((rows, feature - rows), dim=3).permute(0, 3, 1, 2).contiguous()
