"""A 3x3 convolution with batch normalisation in front of conv; cells and loss by loops."""
class YOLOHead(nn.Module):
    def __init__(self, in_channels, num_anchors=3, num_classes=10):
        super().__init__()
        self.K, self.D = num_anchors, 5 + num_classes
        self.mix = nn.Sequential(nn.Conv2d(in_channels, 13, 3, padding=1, bias=False), nn.BatchNorm2d(13), nn.ReLU())
        self.conv = nn.Conv2d(13, self.K * self.D, 1)

    def forward(self, x):
        y = self.conv(self.mix(x))
        N, _, H, W = y.shape
        rows = [y[:, k * self.D : (k + 1) * self.D, i, j] for i in range(H) for j in range(W) for k in range(self.K)]
        return torch.stack(rows, dim=1)


def decode_cells(t, shapes, stride):
    out = []
    for i in range(t.shape[0]):
        for j in range(t.shape[1]):
            for k in range(t.shape[2]):
                tx, ty, tw, th = t[i, j, k]
                cx, cy = (j + tx.sigmoid()) * stride, (i + ty.sigmoid()) * stride
                w, h = shapes[k, 0] * tw.exp(), shapes[k, 1] * th.exp()
                out.append(torch.stack((cx - w / 2, cy - h / 2, cx + w / 2, cy + h / 2)))
    return torch.stack(out)


def detection_loss(pred, labels, deltas, lambda_box=1.0, lambda_obj=1.0, lambda_cls=1.0):
    box = obj = cls = torch.zeros((), dtype=pred.dtype, device=pred.device)
    found = 0
    for p, l, d in zip(pred.flatten(0, 1), labels.flatten(), deltas.flatten(0, 1)):
        if l == -2:
            continue
        obj = obj + F.binary_cross_entropy_with_logits(p[4], (l >= 0).to(p.dtype))
        if l >= 0:
            found += 1
            box = box + F.smooth_l1_loss(p[:4], d, reduction="sum")
            cls = cls + F.cross_entropy(p[None, 5:], l[None])
    found = max(found, 1)
    box, obj, cls = box / found, obj / found, cls / found
    return {"box": box, "obj": obj, "cls": cls, "total": lambda_box * box + lambda_obj * obj + lambda_cls * cls}
