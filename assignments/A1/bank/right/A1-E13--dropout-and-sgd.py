"""Dropout in place of normalisation, SGD with Nesterov momentum and its own rate for the training run."""
class MNISTNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(nn.Conv2d(1, 20, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(20, 40, 5), nn.ReLU(), nn.MaxPool2d(2))
        self.classifier = nn.Sequential(nn.Flatten(), nn.Dropout(0.25), nn.Linear(640, 100), nn.ReLU(), nn.Dropout(0.25), nn.Linear(100, 10))
    def forward(self, x):
        return self.classifier(self.features(x))
LEARNING_RATE = 0.03
def fit(model, train_batches, val_batches, epochs, device="cpu", lr=1e-3):
    model.to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, momentum=0.9, nesterov=True)
    history = {"loss": [], "val_acc": []}
    for _ in range(epochs):
        model.train()
        model.zero_grad()
        total = count = 0
        for images, labels in train_batches:
            images, labels = images.to(device), labels.to(device)
            loss = F.cross_entropy(model(images), labels, reduction="sum")
            grads = torch.autograd.grad(loss / len(labels), list(model.parameters()))
            for parameter, grad in zip(model.parameters(), grads):
                parameter.grad = grad
            optimizer.step()
            total += loss.item()
            count += len(labels)
        history["loss"].append(total / count)
        history["val_acc"].append(evaluate(model, val_batches, device))
    return history
