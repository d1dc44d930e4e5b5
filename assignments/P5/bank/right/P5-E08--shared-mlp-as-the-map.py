"""The given shared MLP on flattened edges as map, norm and activation in one."""
class EdgeConv(nn.Module):
    def __init__(self, in_channels, out_channels, k):
        super(EdgeConv, self).__init__()
        self.k = k
        self.message = MLP([2 * in_channels, out_channels], shared=True, act="leaky_relu", last_act=True)

    def forward(self, x, idx=None):
        if idx is None:
            idx = find_knn(x, min(self.k, x.shape[2]))
        edges = gather_edge_features(x, idx)
        return self.message(edges.flatten(2)).unflatten(2, edges.shape[2:]).amax(3)
