"""meshgrid in xy order, repeat_interleave for the cells, repeat for the shapes."""
def make_anchors(feature_hw, stride, shapes):
    H, W = feature_hw
    xs = torch.arange(W, dtype=torch.float32, device=shapes.device) * stride + stride / 2
    ys = torch.arange(H, dtype=torch.float32, device=shapes.device) * stride + stride / 2
    gx, gy = torch.meshgrid(xs, ys, indexing="xy")
    cells = torch.stack((gx.flatten(), gy.flatten()), 1)
    return torch.cat((cells.repeat_interleave(len(shapes), 0), shapes.repeat(H * W, 1)), 1)
