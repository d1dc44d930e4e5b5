"""An empty table (rows, columns, K, 4) filled by broadcasting; powers instead of roots."""
def anchor_shapes(scale, ratios=(2.0, 0.5, 1.0)):
    r = torch.as_tensor(ratios, dtype=torch.float32)
    return scale * torch.stack((r.pow(-0.5), r.pow(0.5)), dim=1)


def make_anchors(feature_hw, stride, shapes):
    H, W = feature_hw
    out = torch.empty(H, W, shapes.shape[0], 4, device=shapes.device)
    out[..., 0] = ((torch.arange(W, device=shapes.device) + 0.5) * stride)[None, :, None]
    out[..., 1] = ((torch.arange(H, device=shapes.device) + 0.5) * stride)[:, None, None]
    out[..., 2:] = shapes
    return out.view(-1, 4)
