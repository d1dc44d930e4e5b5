"""Flatten and Unflatten as layers, the ratio as a buffer, eval set by a loop over the parts, RMSprop.
"""
class InterViewAdapter(nn.Sequential):
    def __init__(self, n_views, dim, hidden, ratio):
        super().__init__(
            nn.Flatten(),
            nn.Linear(n_views * dim, hidden),
            nn.ReLU(inplace=True),
            nn.Linear(hidden, n_views * dim),
            nn.Unflatten(1, (n_views, dim)),
        )
        self.register_buffer("ratio", torch.tensor(float(ratio)))

    def forward(self, view_features):
        return view_features + self.ratio * (super().forward(view_features) - view_features)


class PointCLIP(PointCLIP):
    def forward(self, points):
        for part in self.encoder.modules():
            part.training = False
        return super().forward(points)


def fit_adapter(model, points, labels, epochs, lr):
    model.adapter_on = True
    trained = [one for one in model.parameters() if one.requires_grad]
    optimizer = torch.optim.RMSprop(trained, lr=lr)

    def step():
        optimizer.zero_grad()
        loss = F.cross_entropy(model(points), labels)
        loss.backward()
        optimizer.step()
        return loss.item()

    return [step() for _ in range(epochs)]
