"""The features of the frozen encoder are computed once; AdamW; a numpy permutation of all examples.
"""
class PointCLIP(nn.Module):
    def __init__(self, encoder, text_features, logit_scale, view_weights, adapter=None, size=32):
        super().__init__()
        self.encoder, self.adapter, self.size = encoder, adapter, size
        self.adapter_on = False
        encoder.requires_grad_(False)
        encoder.eval()
        self.register_buffer("text_features", text_features)
        self.register_buffer("logit_scale", logit_scale)
        self.register_buffer("view_weights", view_weights)

    def train(self, mode=True):
        super().train(mode)
        self.encoder.eval()
        return self

    def encode(self, points):
        with torch.no_grad():
            return encode_views(self.encoder, points, self.size)

    def compare(self, features):
        if self.adapter_on:
            features = self.adapter(features)
        return compute_pointclip_logits(features, self.text_features, self.logit_scale, self.view_weights)

    def forward(self, points):
        return self.compare(self.encode(points))

    def trainable_parameters(self):
        return list(self.adapter.parameters()) if self.adapter is not None else []


def sample_few_shot(labels, shots, seed):
    order = np.random.default_rng(seed).permutation(len(labels))
    shuffled = labels.cpu().numpy()[order]
    chosen = []
    for label in np.unique(shuffled):
        places = order[shuffled == label]
        if len(places) < shots:
            raise ValueError(f"{len(places)} examples of class {label}, {shots} wanted")
        chosen.append(places[:shots])
    return torch.from_numpy(np.concatenate(chosen)).long().to(labels.device)


def fit_adapter(model, points, labels, epochs, lr):
    model.adapter_on = True
    features = model.encode(points)
    optimizer = torch.optim.AdamW(model.trainable_parameters(), lr=lr)
    losses = []
    for _ in range(epochs):
        loss = -model.compare(features).log_softmax(1)[torch.arange(len(labels)), labels].mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.detach().item())
    model.eval()
    return losses
