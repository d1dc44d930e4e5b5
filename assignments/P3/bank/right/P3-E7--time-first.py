"""The network runs time first, on transposed tokens; the final states serve the last pooling."""


class SequenceClassifier(nn.Module):
    def __init__(
        self,
        cell: str = "gru",
        patch_size: int = 4,
        in_channels: int = 3,
        embed_size: int = 48,
        hidden_size: int = 64,
        num_layers: int = 1,
        bidirectional: bool = False,
        residual: bool = True,
        pool: str = "mean",
        num_classes: int = 10,
    ):
        super().__init__()
        self.options = dict(patch=patch_size, pool=pool, dirs=2 if bidirectional else 1, cell=cell)
        self.embed = nn.Linear(in_channels * patch_size**2, embed_size)
        self.rnn = Recurrent(cell, embed_size, hidden_size, num_layers, bidirectional, batch_first=False)
        self.shortcut = nn.Linear(embed_size, self.options["dirs"] * hidden_size, bias=False) if residual else None
        self.head = nn.Linear(self.options["dirs"] * hidden_size, num_classes)

    def forward(self, images):
        e = self.embed(patchify(images, self.options["patch"]).transpose(0, 1))
        out, state = self.rnn(e)
        extra = self.shortcut(e) if self.shortcut is not None else None
        if self.options["pool"] == "mean":
            features = out.mean(0) if extra is None else (out + extra).mean(0)
        else:
            h = state[0] if self.options["cell"] == "lstm" else state
            features = torch.cat(tuple(h[-self.options["dirs"] :]), dim=1)
            if extra is not None:
                half = features.shape[1] // self.options["dirs"]
                features = features + torch.cat([extra[-1, :, :half], extra[0, :, half:]], dim=1)
        return self.head(features)
