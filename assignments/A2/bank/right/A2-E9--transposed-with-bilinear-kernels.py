"""Transposed convolutions that start as `bilinear_kernel` and learn; loop over layers; ``no_grad`` around the encoder."""
def normalize_images(images, mean=IMAGENET_MEAN, std=IMAGENET_STD):
    out = images.clone()
    for c in range(3):
        out[:, c] = (out[:, c] - mean[c]) / std[c]
    return out


class FCN8s(nn.Module):
    def __init__(self, num_classes, backbone, taps=(17, 24, 31), channels=(256, 512, 512), freeze=True):
        super().__init__()
        self.backbone, self.taps, self.frozen = backbone[: taps[-1]], taps, freeze
        self.score3 = nn.Conv2d(channels[0], num_classes, 1)
        self.score4 = nn.Conv2d(channels[1], num_classes, 1)
        self.score5 = nn.Conv2d(channels[2], num_classes, 1)
        self.up5, self.up4, self.up3 = (self.enlarge(num_classes, f) for f in (2, 2, 8))

    @staticmethod
    def enlarge(c, f):
        layer = nn.ConvTranspose2d(c, c, 2 * f, stride=f, padding=f // 2, bias=False)
        with torch.no_grad():
            layer.weight.copy_(bilinear_kernel(c, 2 * f))
        return layer

    @staticmethod
    def fit(x, like):
        return F.pad(x, (0, like.shape[3] - x.shape[3], 0, like.shape[2] - x.shape[2]))

    def encode(self, x):
        maps = []
        for number, layer in enumerate(self.backbone, 1):
            x = layer(x)
            if number in self.taps:
                maps.append(x)
            if number == self.taps[-1]:
                return maps

    def forward(self, x):
        if self.frozen:
            self.backbone.eval()
            with torch.no_grad():
                m3, m4, m5 = self.encode(x)
        else:
            m3, m4, m5 = self.encode(x)
        s4, s3 = self.score4(m4), self.score3(m3)
        s4 = s4 + self.fit(self.up5(self.score5(m5)), s4)
        s3 = s3 + self.fit(self.up4(s4), s3)
        return self.fit(self.up3(s3), x)

    def trainable_parameters(self):
        if not self.frozen:
            return list(self.parameters())
        return [p for name, p in self.named_parameters() if not name.startswith("backbone.")]
