"""Pads the image to multiples of 32 and cuts the logits; fixed kernels as buffers; slices; a detached frozen encoder."""
class FCN8s(nn.Module):
    def __init__(self, num_classes, backbone, taps=(17, 24, 31), channels=(256, 512, 512), freeze=True):
        super().__init__()
        self.backbone = backbone
        a, b, c = taps
        self.slices = ((0, a), (a, b), (b, c))
        self.freeze = freeze
        self.score3, self.score4, self.score5 = [nn.Conv2d(n, num_classes, 1, bias=True) for n in channels]
        self.register_buffer("kernel2", bilinear_kernel(num_classes, 4), persistent=False)
        self.register_buffer("kernel8", bilinear_kernel(num_classes, 16), persistent=False)
        self.train(self.training)

    def train(self, mode=True):
        for name, child in self.named_children():
            child.train(mode and not (self.freeze and name == "backbone"))
        self.training = mode
        return self

    def forward(self, x):
        H, W = x.shape[2:]
        z, maps = F.pad(x, (0, -W % 32, 0, -H % 32)), []
        for start, stop in self.slices:
            z = self.backbone[start:stop](z)
            maps.append(z.detach() if self.freeze else z)
        s3, s4, s5 = (score(m) for score, m in zip((self.score3, self.score4, self.score5), maps))
        y = transposed_conv2d(s5, self.kernel2, stride=2, padding=1) + s4
        y = transposed_conv2d(y, self.kernel2, 2, 1) + s3
        y = transposed_conv2d(y, self.kernel8, 8, 4)
        return y[:, :, :H, :W]

    def trainable_parameters(self):
        decoder = [p for score in (self.score3, self.score4, self.score5) for p in score.parameters()]
        return decoder if self.freeze else decoder + list(self.backbone.parameters())
