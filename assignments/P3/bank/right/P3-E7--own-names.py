"""Other names inside; load_weights maps the documented ones. Embedding and head are parameters of the class."""


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
        n_dirs = 2 if bidirectional else 1
        self.p, self.h, self.how = patch_size, hidden_size, pool
        size = in_channels * patch_size * patch_size
        self.we = nn.Parameter(torch.randn(size, embed_size) / size**0.5)
        self.be = nn.Parameter(torch.zeros(embed_size))
        self.net = Recurrent(cell, embed_size, hidden_size, num_layers=num_layers, bidirectional=bidirectional)
        self.ws = (
            nn.Parameter(torch.randn(embed_size, n_dirs * hidden_size) / embed_size**0.5) if residual else None
        )
        self.classify = nn.Sequential(nn.Linear(n_dirs * hidden_size, num_classes))

    def load_weights(self, weights):
        with torch.no_grad():
            self.we.copy_(weights["embed.weight"].T)
            self.be.copy_(weights["embed.bias"])
            if self.ws is not None:
                self.ws.copy_(weights["shortcut.weight"].T)
        inner = {k.removeprefix("rnn."): v for k, v in weights.items() if k.startswith("rnn.")}
        self.net.load_state_dict(inner)
        self.classify.load_state_dict({f"0.{k}": weights[f"head.{k}"] for k in ("weight", "bias")})

    def forward(self, images):
        e = torch.einsum("ntd,de->nte", patchify(images, self.p), self.we) + self.be
        out = self.net(e)[0]
        if self.ws is not None:
            out = out + e @ self.ws
        if self.how == "last":
            summary = out[:, -1].clone()
            summary[:, self.h :] = out[:, 0, self.h :]
        else:
            summary = torch.mean(out, 1)
        return self.classify(summary)
