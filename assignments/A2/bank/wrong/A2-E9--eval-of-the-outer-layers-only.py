"""Sets `training` of the encoder's own layers, not of what is inside them: right unless the encoder holds blocks.

Caught by: A2-E9.frozen-mode
"""

class FCN8s(nn.Module):
    def __init__(self, num_classes, backbone, taps=(17, 24, 31), channels=(256, 512, 512), freeze=True):
        super().__init__()
        self.backbone, self.taps, self.freeze = backbone, taps, freeze
        self.score3, self.score4, self.score5 = (nn.Conv2d(c, num_classes, 1) for c in channels)
        if freeze:
            self.backbone.requires_grad_(False)
            self.backbone.eval()
    def forward(self, x):
        first, second, third = self.taps
        map3 = self.backbone[:first](x)
        map4 = self.backbone[first:second](map3)
        map5 = self.backbone[second:third](map4)
        score = self.score5(map5)
        for finer in (self.score4(map4), self.score3(map3)):
            score = F.interpolate(score, size=finer.shape[2:], mode="bilinear") + finer
        return F.interpolate(score, size=x.shape[2:], mode="bilinear")
    def trainable_parameters(self):
        return [parameter for parameter in self.parameters() if parameter.requires_grad]
    def train(self, mode=True):
        super().train(mode)
        if self.freeze:
            for m in self.backbone.children():
                m.training = False
        return self
