"""The argument pool is ignored, and the last output taken: it trains, a few per cent worse.

Caught by: P3-E7.mean-pooling, P3-E7.both-directions
"""


class SequenceClassifier(nn.Module):
    def __init__(
        self,
        cell="gru",
        patch_size=4,
        in_channels=3,
        embed_size=48,
        hidden_size=64,
        num_layers=1,
        bidirectional=False,
        residual=True,
        pool="mean",
        num_classes=10,
    ):
        super().__init__()
        dirs = 2 if bidirectional else 1
        self.patch_size, self.hidden_size, self.pool = patch_size, hidden_size, pool
        self.embed = nn.Linear(in_channels * patch_size**2, embed_size)
        self.rnn = Recurrent(cell, embed_size, hidden_size, num_layers, bidirectional)
        if residual:
            self.shortcut = nn.Linear(embed_size, dirs * hidden_size, bias=False)
        self.residual = residual
        self.head = nn.Linear(dirs * hidden_size, num_classes)

    def forward(self, images):
        e = self.embed(patchify(images, self.patch_size))
        out, state = self.rnn(e)
        if self.residual:
            out = out + self.shortcut(e)
        pooled = torch.cat([out[:, -1, : self.hidden_size], out[:, 0, self.hidden_size :]], dim=1)
        return self.head(pooled)
