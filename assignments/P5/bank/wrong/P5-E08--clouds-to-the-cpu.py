"""Searches the fixed graph on the CPU and leaves it there.

Caught by: P5-E08.dgcnn-device
"""
class DGCNN(nn.Module):
    def __init__(
        self, n_classes=40, k=20, widths=(64, 64, 128, 256), embed=1024, head_widths=(512, 256), dropout=0.5, dynamic=True
    ):
        super().__init__()
        self.k, self.dynamic = k, dynamic
        self.layers = nn.ModuleList(EdgeConv(a, b, k) for a, b in zip((3, *widths), widths))
        self.embed = MLP([sum(widths), embed], shared=True, act="leaky_relu", last_act=True)
        self.head = MLP([embed, *head_widths, n_classes], shared=False, act="leaky_relu", dropout=dropout)

    def point_features(self, x):
        idx = None if self.dynamic else find_knn(x.cpu(), min(self.k, x.shape[2]))
        outputs = []
        for layer in self.layers:
            x = layer(x, idx)
            outputs.append(x)
        return torch.cat(outputs, dim=1)

    def forward(self, x):
        return self.head(self.embed(self.point_features(x)).amax(dim=2))
