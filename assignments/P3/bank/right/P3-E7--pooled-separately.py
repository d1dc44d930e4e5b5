"""The shortcut is linear: both terms are pooled, then added."""


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
        super(SequenceClassifier, self).__init__()
        self.patch_size = patch_size
        self.hidden_size = hidden_size
        self.pool = pool
        width = (1 + int(bidirectional)) * hidden_size
        self.head = nn.Linear(width, num_classes)
        if residual:
            self.shortcut = nn.Linear(embed_size, width, bias=False)
        self.rnn = Recurrent(
            cell=cell,
            input_size=embed_size,
            hidden_size=hidden_size,
            num_layers=num_layers,
            bidirectional=bidirectional,
            batch_first=True,
        )
        self.embed = nn.Linear(in_channels * patch_size * patch_size, embed_size)

    def pooled(self, x):
        if self.pool == "mean":
            return x.sum(1) / x.shape[1]
        h = self.hidden_size
        return torch.cat((x[:, -1, :h], x[:, 0, h:]), -1)

    def forward(self, images):
        tokens = self.embed(patchify(images, self.patch_size))
        summary = self.pooled(self.rnn(tokens)[0])
        if hasattr(self, "shortcut"):
            summary = summary + self.pooled(self.shortcut(tokens))
        return self.head(summary)
