"""take_along_dim with a broadcast index."""
def gather_edge_features(x, idx):
    wide = x.unsqueeze(3).expand(-1, -1, -1, idx.size(2))
    neighbours = torch.take_along_dim(wide, idx.unsqueeze(1), dim=2)
    return torch.cat((wide, neighbours - wide), 1)
