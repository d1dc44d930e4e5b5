"""Strided convolutions, global average pooling, dropout, AdamW with clipped gradients and a schedule per step."""
class MNISTNet(nn.Module):
    def __init__(self):
        super().__init__()
        def block(i, o, s):
            return nn.Sequential(nn.Conv2d(i, o, 3, s, 1, bias=False), nn.BatchNorm2d(o), nn.ReLU(inplace=True))
        self.body = nn.Sequential(block(1, 16, 1), block(16, 32, 2), block(32, 48, 2), block(48, 64, 1))
        self.drop, self.head = nn.Dropout(0.1), nn.Linear(64, 10)
    def forward(self, x):
        return self.head(self.drop(self.body(x).mean(dim=(2, 3))))
def fit(model, train_batches, val_batches, epochs, device="cpu", lr=1e-3):
    model = model.to(device)
    optimizer = torch.optim.AdamW(model.parameters(), lr=lr, weight_decay=1e-2)
    criterion = nn.CrossEntropyLoss()
    losses, accuracies, step = [], [], 0
    for epoch in range(epochs):
        model.train()
        sums, n = torch.zeros((), dtype=torch.float64), 0
        for x, y in train_batches:
            optimizer.zero_grad(set_to_none=False)
            out = model(x.to(device))
            loss = criterion(out, y.to(device))
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            step += 1
            for group in optimizer.param_groups:
                group["lr"] = lr * min(1.0, step / 20)
            optimizer.step()
            sums += loss.detach().cpu().double() * y.shape[0]
            n += y.shape[0]
        optimizer.zero_grad()
        losses.append(float(sums / n))
        accuracies.append(evaluate(model, val_batches, device))
    return {"loss": losses, "val_acc": accuracies}
