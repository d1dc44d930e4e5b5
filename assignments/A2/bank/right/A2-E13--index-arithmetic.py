"""Row, column and shape from the index of the anchor."""
def anchor_shapes(scale, ratios=(2.0, 0.5, 1.0)):
    h = torch.tensor([scale * r**0.5 for r in ratios])
    return torch.stack([scale**2 / h, h], -1)


def make_anchors(feature_hw, stride, shapes):
    H, W = feature_hw
    K = shapes.size(0)
    n = torch.arange(H * W * K, device=shapes.device)
    k, column, row = n % K, n // K % W, n // (K * W)
    return torch.stack((stride * (column + 0.5), stride * (row + 0.5), shapes[k, 0], shapes[k, 1]), dim=1)
