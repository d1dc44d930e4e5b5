"""``output_size`` of the transposed convolution makes the sizes fit; kernels are fixed parameters; nn.Module.apply."""
class FCN8s(nn.Module):
    def __init__(self, num_classes, backbone, taps=(17, 24, 31), channels=(256, 512, 512), freeze=True):
        super().__init__()
        self.backbone, self.taps, self.freeze = backbone, list(taps), freeze
        self.score3, self.score4, self.score5 = (nn.Conv2d(c, num_classes, 1) for c in channels)
        self.ups = nn.ModuleList(
            nn.ConvTranspose2d(num_classes, num_classes, 2 * f, f, f // 2, bias=False) for f in (2, 2, 8)
        )
        for up in self.ups:
            up.load_state_dict({"weight": bilinear_kernel(num_classes, up.kernel_size[0])})
            up.requires_grad_(False)
        if freeze:
            self.backbone.requires_grad_(False)

    def forward(self, x):
        if self.freeze:
            self.backbone.apply(lambda module: module.eval())
        maps, y = [], x
        for stop, start in zip(self.taps, [0] + self.taps):
            y = self.backbone[start:stop](y)
            maps.append(y)
        y = self.score5(maps[2])
        y = self.ups[0](y, output_size=maps[1].shape[2:]) + self.score4(maps[1])
        y = self.ups[1](y, output_size=maps[0].shape[2:]) + self.score3(maps[0])
        return self.ups[2](y, output_size=x.shape[2:])

    def trainable_parameters(self):
        return [p for p in self.parameters() if p.requires_grad]
