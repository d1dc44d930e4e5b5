"""A Linear on (B, N, k, 2C) and a norm over all rows; a subclass of Sequential for the tail."""
class EdgeConv(nn.Module):
    def __init__(self, in_channels, out_channels, k):
        super().__init__()
        self.k = k
        self.linear = nn.Linear(2 * in_channels, out_channels, bias=False)
        self.norm = nn.BatchNorm1d(out_channels)
    def forward(self, x, idx=None):
        if idx is None:
            idx = find_knn(x, min(self.k, x.shape[2]))
        rows = gather_edge_features(x, idx).permute(0, 2, 3, 1)
        rows = self.linear(rows)
        rows = self.norm(rows.flatten(0, 2)).view_as(rows)
        return torch.max(nn.functional.leaky_relu(rows, negative_slope=0.2), dim=2)[0].transpose(1, 2)


class DGCNN(nn.Module):
    def __init__(
        self,
        n_classes=40,
        k=20,
        widths=(64, 64, 128, 256),
        embed=1024,
        head_widths=(512, 256),
        dropout=0.5,
        dynamic=True,
    ):
        super().__init__()
        self.k, self.dynamic = k, dynamic
        inputs = 3
        for number, width in enumerate(widths):
            setattr(self, f"conv{number}", EdgeConv(inputs, width, k))
            inputs = width
        self.count = len(widths)
        self.embed = nn.Sequential(
            nn.Conv1d(sum(widths), embed, 1, bias=False), nn.BatchNorm1d(embed), nn.LeakyReLU(0.2), nn.AdaptiveMaxPool1d(1)
        )
        parts, inputs = [], embed
        for width in head_widths:
            parts += [nn.Linear(inputs, width, bias=False), nn.BatchNorm1d(width), nn.LeakyReLU(0.2)]
            inputs = width
        self.head = nn.Sequential(*parts, nn.Dropout(dropout), nn.Linear(inputs, n_classes))

    def point_features(self, x):
        graph = None
        if not self.dynamic:
            graph = find_knn(x, k=min(self.k, x.size(-1)))
        found = []
        for number in range(self.count):
            x = getattr(self, f"conv{number}")(x, idx=graph)
            found += [x]
        return torch.cat(found, 1)

    def forward(self, x):
        return self.head(self.embed(self.point_features(x)).squeeze(2))
