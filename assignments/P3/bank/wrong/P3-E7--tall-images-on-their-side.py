"""Tall images are turned on their side first.

Caught by: P3-E7.other-images
"""

class SequenceClassifier(nn.Module):
    def __init__(self, cell="gru", patch_size=4, in_channels=3, embed_size=48, hidden_size=64, num_layers=1,
                 bidirectional=False, residual=True, pool="mean", num_classes=10):
        super().__init__()
        dirs = 2 if bidirectional else 1
        self.patch_size, self.hidden_size, self.residual, self.pool = patch_size, hidden_size, residual, pool
        self.embed = nn.Linear(in_channels * patch_size * patch_size, embed_size)
        self.rnn = Recurrent(cell, embed_size, hidden_size, num_layers, bidirectional)
        if residual:
            self.shortcut = nn.Linear(embed_size, dirs * hidden_size, bias=False)
        self.head = nn.Linear(dirs * hidden_size, num_classes)

    def forward(self, images):
        if images.shape[2] > images.shape[3]:
            images = images.transpose(2, 3)
        tokens = patchify(images, self.patch_size)
        e = self.embed(tokens)
        out, _ = self.rnn(e)
        if self.residual:
            out = out + self.shortcut(e)
        if self.pool == "mean":
            pooled = out.mean(dim=1)
        else:
            H = self.hidden_size
            pooled = torch.cat([out[:, -1, :H], out[:, 0, H:]], dim=-1)
        return self.head(pooled)
