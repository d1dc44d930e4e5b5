"""Forward hooks on the tapped layers; the encoder's ``train`` is made to do nothing; torchvision normalises."""
def normalize_images(images, mean=IMAGENET_MEAN, std=IMAGENET_STD):
    from torchvision.transforms.functional import normalize

    return normalize(images, list(mean), list(std))


class FCN8s(nn.Module):
    def __init__(self, num_classes, backbone, taps=(17, 24, 31), channels=(256, 512, 512), freeze=True):
        super().__init__()
        self.backbone, self.freeze, self.maps = backbone, freeze, {}
        for name, tap in zip(("m3", "m4", "m5"), taps):
            backbone[tap - 1].register_forward_hook(lambda _, inputs, output, name=name: self.maps.update({name: output}))
        for name, c in zip(("score3", "score4", "score5"), channels):
            self.add_module(name, nn.Conv2d(c, num_classes, kernel_size=1))
        if freeze:
            for p in self.backbone.parameters():
                p.requires_grad = False
            self.backbone.eval()
            self.backbone.train = lambda mode=True: self.backbone

    def forward(self, x):
        self.backbone(x)
        a, b, c = self.score3(self.maps["m3"]), self.score4(self.maps["m4"]), self.score5(self.maps["m5"])
        self.maps.clear()
        up = lambda t, like: F.interpolate(t, size=like.shape[-2:], mode="bilinear", align_corners=False)
        return up(up(up(c, b) + b, a) + a, x)

    def trainable_parameters(self):
        return [p for p in self.parameters() if p.requires_grad]
