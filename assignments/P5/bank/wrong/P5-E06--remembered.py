"""Remembers the graph of the last cloud of this shape: the second cloud gets the first one's neighbours.

Caught by: P5-E06.knn-each-cloud
"""
graph_memory = {}


def find_knn(x, k):
    if not 1 <= k <= x.shape[2]:
        raise ValueError("k is outside 1..N")
    key = (tuple(x.shape), k)
    if key not in graph_memory:
        points = x.detach().transpose(1, 2)
        graph_memory[key] = torch.cdist(points, points).topk(k, largest=False).indices
    return graph_memory[key].to(x.device)
