"""A loop over the clouds, without a table for the batch; columns reversed."""
def find_knn(x, k):
    if not 1 <= k <= x.shape[2]:
        raise ValueError(f"k should be in 1..{x.shape[2]}, it is {k}")
    graphs = []
    for cloud in x.detach():
        rows = [((cloud - cloud[:, i : i + 1]) ** 2).sum(0).sort().indices[:k].flip(0) for i in range(cloud.shape[1])]
        graphs.append(torch.stack(rows))
    return torch.stack(graphs)
