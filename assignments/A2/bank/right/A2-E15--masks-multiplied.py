"""Masks are multiplied in place of indexed; rows by moving the channels to the end."""
class YOLOHead(nn.Module):
    def __init__(self, in_channels, num_anchors=3, num_classes=10):
        super().__init__()
        self.fields = 5 + num_classes
        self.conv = nn.Conv2d(in_channels, num_anchors * self.fields, 1)
        nn.init.zeros_(self.conv.bias)

    def forward(self, x):
        return self.conv(x).movedim(1, -1).flatten(1).unflatten(1, (-1, self.fields))


def decode_boxes(deltas, anchors):
    dx, dy, dw, dh = deltas.unbind(-1)
    cx, cy, w, h = anchors.unbind(-1)
    x, y, w, h = cx + dx * w, cy + dy * h, w * torch.exp(dw), h * torch.exp(dh)
    return torch.stack((x - w / 2, y - h / 2, x + w / 2, y + h / 2), -1)


def decode_cells(t, shapes, stride):
    H, W, K, _ = t.shape
    x = (torch.arange(W, device=t.device).view(1, W, 1) + torch.sigmoid(t[..., 0])) * stride
    y = (torch.arange(H, device=t.device).view(H, 1, 1) + torch.sigmoid(t[..., 1])) * stride
    w, h = shapes[:, 0] * t[..., 2].exp(), shapes[:, 1] * t[..., 3].exp()
    return torch.stack((x - w / 2, y - h / 2, x + w / 2, y + h / 2), -1).view(-1, 4)


def detection_loss(pred, labels, deltas, lambda_box=1.0, lambda_obj=1.0, lambda_cls=1.0):
    positive, background = (labels >= 0).to(pred.dtype), (labels == -1).to(pred.dtype)
    count = positive.sum().clamp(min=1.0)
    gap = (pred[..., :4] - deltas).abs()
    smooth = torch.where(gap < 1, 0.5 * gap * gap, gap - 0.5)
    box = (smooth.sum(-1) * positive).sum() / count
    obj = (F.softplus(-pred[..., 4]) * positive + F.softplus(pred[..., 4]) * background).sum() / count
    log_p = pred[..., 5:].log_softmax(-1).gather(-1, labels.clamp(min=0)[..., None])[..., 0]
    cls = -(log_p * positive).sum() / count
    return {"total": box * lambda_box + obj * lambda_obj + cls * lambda_cls, "box": box, "obj": obj, "cls": cls}
