"""Grid and rollout by loops; copies in place of views."""
def cls_attention_grid(weights, grid_h, grid_w):
    grid = weights.new_zeros(weights.shape[0], weights.shape[1], grid_h, grid_w)
    for row in range(grid_h):
        start = 1 + row * grid_w
        grid[:, :, row] = weights[:, :, 0, start : start + grid_w]
    return grid


def attention_rollout(maps):
    count, samples, heads, tokens, _ = maps.shape
    results = []
    for sample in range(samples):
        flow = torch.eye(tokens, dtype=maps.dtype, device=maps.device)
        for layer in range(count):
            mean = sum(maps[layer, sample, head] for head in range(heads)) / heads
            flow = 0.5 * mean @ flow + 0.5 * flow
        results.append(flow)
    return torch.stack(results)
