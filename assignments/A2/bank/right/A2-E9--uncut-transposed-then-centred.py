"""As in the paper: transposed convolutions without padding, cut in the centre; layers kept in stages too."""
def normalize_images(images, mean=IMAGENET_MEAN, std=IMAGENET_STD):
    mean = torch.as_tensor(mean, dtype=images.dtype, device=images.device)
    std = torch.as_tensor(std, dtype=images.dtype, device=images.device)
    return (images - mean[:, None, None]) / std[:, None, None]


class FCN8s(nn.Module):
    def __init__(self, num_classes, backbone, taps=(17, 24, 31), channels=(256, 512, 512), freeze=True):
        super().__init__()
        self.backbone = backbone
        layers = list(backbone.children())
        self.stages = nn.ModuleList(nn.Sequential(*layers[i:j]) for i, j in zip((0, *taps), taps))
        self.score3 = nn.Conv2d(channels[0], num_classes, 1)
        self.score4 = nn.Conv2d(channels[1], num_classes, 1)
        self.score5 = nn.Conv2d(channels[2], num_classes, 1)
        self.up2 = nn.ConvTranspose2d(num_classes, num_classes, 4, 2, bias=False)
        self.up2_again = nn.ConvTranspose2d(num_classes, num_classes, 4, 2, bias=False)
        self.up8 = nn.ConvTranspose2d(num_classes, num_classes, 16, 8, bias=False)
        for up in (self.up2, self.up2_again, self.up8):
            up.weight.data = bilinear_kernel(num_classes, up.kernel_size[0])
        self.freeze = freeze
        if freeze:
            for stage in self.stages:
                stage.requires_grad_(False)
        self.train()

    def train(self, mode=True):
        super().train(mode)
        if self.freeze:
            self.stages.eval()
        return self

    def cut(self, y, like, edge):
        H, W = like.shape[2:]
        y = F.pad(y, (0, max(0, W + edge - y.shape[3]), 0, max(0, H + edge - y.shape[2])))
        return y[:, :, edge : edge + H, edge : edge + W]

    def forward(self, x):
        pool3 = self.stages[0](x)
        pool4 = self.stages[1](pool3)
        pool5 = self.stages[2](pool4)
        y = self.score4(pool4) + self.cut(self.up2(self.score5(pool5)), pool4, 1)
        y = self.score3(pool3) + self.cut(self.up2_again(y), pool3, 1)
        return self.cut(self.up8(y), x, 4)

    def trainable_parameters(self):
        inside = {id(p) for p in self.backbone.parameters()} if self.freeze else set()
        return [p for p in self.parameters() if id(p) not in inside]
