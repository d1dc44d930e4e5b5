"""A loop over clouds, one index_select each."""
def gather_edge_features(x, idx):
    clouds = []
    for points, graph in zip(x, idx):
        neighbours = points.index_select(1, graph.flatten()).reshape(len(points), *graph.shape)
        own = points.unsqueeze(2).repeat(1, 1, graph.shape[1])
        clouds.append(torch.cat((own, neighbours - own)))
    return torch.stack(clouds)
