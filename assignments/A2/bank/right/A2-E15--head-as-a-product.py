"""The 1x1 convolution as an einsum with its own weight."""
class YOLOHead(nn.Module):
    def __init__(self, in_channels, num_anchors=3, num_classes=10):
        super().__init__()
        self.k, self.c = num_anchors, num_classes
        self.conv = nn.Conv2d(in_channels, num_anchors * (5 + num_classes), (1, 1))
    def forward(self, x):
        y = torch.einsum("nchw,oc->nhwo", x, self.conv.weight[:, :, 0, 0]) + self.conv.bias
        return y.flatten(1, 2).reshape(x.shape[0], -1, 5 + self.c)
