"""Keeps the bilinear kernels as plain attributes: `.to(device)` leaves them behind.

Caught by: A2-E9.device
"""
class FCN8s(nn.Module):
    def __init__(self, num_classes, backbone, taps=(17, 24, 31), channels=(256, 512, 512), freeze=True):
        super().__init__()
        self.backbone, self.taps, self.freeze = backbone, taps, freeze
        self.score3, self.score4, self.score5 = (nn.Conv2d(c, num_classes, 1) for c in channels)
        self.kernels = {f: bilinear_kernel(num_classes, 2 * f) for f in (2, 8)}
        if freeze:
            self.backbone.requires_grad_(False)
            self.backbone.eval()

    def forward(self, x):
        first, second, third = self.taps
        map3 = self.backbone[:first](x)
        map4 = self.backbone[first:second](map3)
        map5 = self.backbone[second:third](map4)
        def up(y, f, like):
            y = F.conv_transpose2d(y, self.kernels[f], stride=f, padding=f // 2)
            return F.pad(y, (0, like.shape[3] - y.shape[3], 0, like.shape[2] - y.shape[2]))

        score = up(self.score5(map5), 2, map4) + self.score4(map4)
        return up(up(score, 2, map3) + self.score3(map3), 8, x)

    def trainable_parameters(self):
        return [parameter for parameter in self.parameters() if parameter.requires_grad]

    def train(self, mode=True):
        super().train(mode)
        if self.freeze:
            self.backbone.eval()
        return self
