"""A product with rows of a one-hot table, and a preallocated result."""
def gather_edge_features(x, idx):
    C = x.shape[1]
    picked = torch.einsum("bcm,bnkm->bcnk", x, F.one_hot(idx, x.shape[2]).to(x))
    edges = x.new_empty(x.shape[0], 2 * C, *idx.shape[1:])
    edges[:, :C] = x[..., None]
    edges[:, C:] = picked - x[..., None]
    return edges
