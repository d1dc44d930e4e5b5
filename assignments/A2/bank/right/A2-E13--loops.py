"""Loops over rows, columns and shapes; sides by math.sqrt."""
def anchor_shapes(scale, ratios=(2.0, 0.5, 1.0)):
    return torch.tensor([(scale / math.sqrt(r), scale * math.sqrt(r)) for r in ratios], dtype=torch.float32)


def make_anchors(feature_hw, stride, shapes):
    H, W = feature_hw
    out = []
    for i in range(H):
        for j in range(W):
            for k in range(len(shapes)):
                w, h = shapes[k]
                out.append([(j + 0.5) * stride, (i + 0.5) * stride, w.item(), h.item()])
    return torch.tensor(out, dtype=torch.float32, device=shapes.device)
