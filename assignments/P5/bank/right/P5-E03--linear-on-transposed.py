"""Linear on the transposed cloud, as rows (B * N, C); functional activations."""

class MLP(nn.Module):
    def __init__(self, channels, shared, norm=True, act="relu", dropout=0.0, last_act=False):
        super().__init__()
        layers = len(channels) - 1
        if layers == 1 and dropout:
            raise ValueError(f"dropout {dropout} with one layer")
        self.shared, self.act = shared, act
        self.full = layers if last_act else layers - 1
        self.linear = nn.ModuleList()
        self.norm = nn.ModuleList()
        self.slope = nn.ParameterList()
        for i in range(layers):
            inner = i < self.full
            self.linear.append(nn.Linear(channels[i], channels[i + 1], bias=not (inner and norm)))
            if inner:
                self.norm.append(nn.BatchNorm1d(channels[i + 1]) if norm else nn.Identity())
                if act == "prelu":
                    self.slope.append(nn.Parameter(torch.tensor([0.25])))
        self.dropout = nn.Dropout(dropout)

    def forward(self, x):
        if self.shared:
            b, _, n = x.shape
            x = x.permute(0, 2, 1).reshape(b * n, -1)
        for i, linear in enumerate(self.linear):
            if i == len(self.linear) - 1:
                x = self.dropout(x)
            x = linear(x)
            if i < self.full:
                x = self.norm[i](x)
                if self.act == "relu":
                    x = F.relu(x)
                elif self.act == "leaky_relu":
                    x = F.leaky_relu(x, 0.2)
                else:
                    x = F.prelu(x, self.slope[i])
        return x.reshape(b, n, -1).permute(0, 2, 1) if self.shared else x
