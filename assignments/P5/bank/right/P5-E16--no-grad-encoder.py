"""Encoder under no_grad and set to eval in forward; SGD with momentum; sample by a shuffled list.
"""
import random


class InterViewAdapter(nn.Module):
    def __init__(self, n_views, dim, hidden, ratio):
        super(InterViewAdapter, self).__init__()
        self.shape, self.ratio = (n_views, dim), ratio
        self.up = nn.Linear(hidden, n_views * dim)
        self.down = nn.Linear(n_views * dim, hidden)

    def forward(self, view_features):
        flat = view_features.reshape(view_features.shape[0], -1)
        new = self.up(F.relu(self.down(flat)))
        return torch.lerp(flat, new, self.ratio).reshape(-1, *self.shape)


class PointCLIP(nn.Module):
    def __init__(self, encoder, text_features, logit_scale, view_weights, adapter=None, size=32):
        super().__init__()
        self.encoder = encoder
        for parameter in self.encoder.parameters():
            parameter.requires_grad = False
        self.adapter = adapter
        self.adapter_on = False
        self.size = size
        self.register_buffer("texts", text_features.clone(), persistent=False)
        self.register_buffer("scale", logit_scale.clone())
        self.register_buffer("weights", view_weights.clone())

    def forward(self, points):
        self.encoder.eval()
        with torch.no_grad():
            features = encode_views(self.encoder, points, size=self.size)
        if self.adapter_on:
            features = self.adapter(features)
        return compute_pointclip_logits(features, self.texts, self.scale, self.weights)

    def trainable_parameters(self):
        if self.adapter is None:
            return []
        return [parameter for parameter in self.adapter.parameters()]


def sample_few_shot(labels, shots, seed):
    drawn = random.Random(seed)
    by_class = {}
    for index, label in enumerate(labels.tolist()):
        by_class.setdefault(label, []).append(index)
    result = []
    for label, places in by_class.items():
        if len(places) < shots:
            raise ValueError(f"class {label}: {len(places)} < {shots}")
        result += drawn.sample(places, shots)
    return torch.tensor(result, device=labels.device)


def fit_adapter(model, points, labels, epochs, lr):
    model.adapter_on = True
    optimizer = torch.optim.SGD(model.trainable_parameters(), lr=lr, momentum=0.9)
    history = []
    for _ in range(epochs):
        optimizer.zero_grad()
        loss = nn.CrossEntropyLoss()(model(points), labels)
        history.append(float(loss.detach()))
        loss.backward()
        optimizer.step()
    return history
