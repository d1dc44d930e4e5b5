"""Library losses with weights and ignore_index; F.conv2d with the parameters of conv; YOLOv3 through centre form."""
class YOLOHead(nn.Module):
    def __init__(self, in_channels, num_anchors=3, num_classes=10):
        super().__init__()
        self.na, self.nc = num_anchors, num_classes
        self.conv = nn.Conv2d(in_channels, num_anchors * (num_classes + 5), kernel_size=(1, 1), stride=1, padding=0)

    def forward(self, x):
        y = F.conv2d(x, self.conv.weight, self.conv.bias)
        b, _, h, w = y.size()
        y = y.view(b, self.na, self.nc + 5, h * w).permute(0, 3, 1, 2).contiguous()
        return y.view(b, h * w * self.na, self.nc + 5)


def decode_boxes(deltas, anchors):
    size = anchors[..., 2:] * deltas[..., 2:].exp()
    low = anchors[..., :2] + deltas[..., :2] * anchors[..., 2:] - size / 2
    return torch.cat([low, low + size], -1)


def decode_cells(t, shapes, stride):
    h, w, k, _ = t.shape
    flat = t.reshape(-1, 4)
    n = torch.arange(h * w * k, device=t.device)
    cells = torch.stack((n // k % w, n // (w * k)), dim=1)
    centre = (cells + flat[:, :2].sigmoid()) * stride
    size = shapes.repeat(h * w, 1) * flat[:, 2:].exp()
    return cxcywh_to_xyxy(torch.cat((centre, size), dim=1))


def detection_loss(pred, labels, deltas, lambda_box=1.0, lambda_obj=1.0, lambda_cls=1.0):
    count = max(1, int((labels >= 0).sum()))
    p, l, d = pred.flatten(0, 1), labels.flatten(), deltas.flatten(0, 1)
    keep = (l != -2).to(p.dtype)
    obj = F.binary_cross_entropy_with_logits(p[:, 4], (l >= 0).to(p.dtype), weight=keep, reduction="sum")
    cls = F.cross_entropy(p[:, 5:], torch.where(l >= 0, l, -100), ignore_index=-100, reduction="sum")
    box = F.huber_loss(p[:, :4], torch.where((l >= 0)[:, None], d, p[:, :4]), reduction="sum")
    parts = {"box": box / count, "obj": obj / count, "cls": cls / count}
    return parts | {"total": lambda_box * parts["box"] + lambda_obj * parts["obj"] + lambda_cls * parts["cls"]}
