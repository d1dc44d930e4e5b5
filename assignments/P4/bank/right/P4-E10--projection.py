"""Projection discriminator: the score is a dot product with the embedding plus a linear term; sum pooling.
"""
class Discriminator(nn.Module):
    def __init__(self, num_classes=10, channels=32):
        super().__init__()
        self.convs = nn.ModuleList()
        cin = 1
        for cout in (channels, 2 * channels, 4 * channels):
            self.convs.append(nn.Conv2d(cin, cout, 3, stride=2, padding=1))
            cin = cout
        self.linear = nn.Linear(cin * 16, 1)
        self.project = nn.Embedding(num_classes, cin * 16)

    def forward(self, x, y):
        for conv in self.convs:
            x = F.leaky_relu(conv(x), negative_slope=0.2)
        h = x.flatten(start_dim=1)
        return self.linear(h).squeeze(1) + torch.einsum("bf,bf->b", h, self.project(y)) / 16
