"""Sums stay on the device until the end of the epoch; training mode is set once, since evaluate restores it."""


def evaluate(model, loader, device):
    mode = model.training
    model.eval()
    loss = torch.zeros((), device=device)
    right = torch.zeros((), device=device, dtype=torch.long)
    n = 0
    with torch.no_grad():
        for images, labels in loader:
            images, labels = images.to(device), labels.to(device)
            logits = model(images)
            loss += F.cross_entropy(logits, labels) * labels.shape[0]
            right += torch.sum(torch.argmax(logits, dim=1) == labels)
            n += labels.shape[0]
    model.train(mode)
    return {"loss": (loss / n).item(), "accuracy": (right / n).item()}


def train_classifier(
    model, train_loader, val_loader, epochs, base_lr, device, warmup_steps=0, max_norm=None, weight_decay=0.05
):
    optimizer = torch.optim.AdamW(model.parameters(), lr=base_lr, weight_decay=weight_decay)
    history = {"train_loss": [], "val_loss": [], "val_accuracy": [], "lr": []}
    model.train()
    for _ in range(epochs):
        total, n = torch.zeros((), device=device), 0
        for images, labels in train_loader:
            images, labels = images.to(device), labels.to(device)
            history["lr"].append(
                warmup_cosine(len(history["lr"]), epochs * len(train_loader), warmup_steps, base_lr)
            )
            optimizer.param_groups[0]["lr"] = history["lr"][-1]
            logits = model(images)
            loss = F.cross_entropy(logits, labels)
            optimizer.zero_grad()
            loss.backward()
            if max_norm is not None:
                nn.utils.clip_grad_norm_(model.parameters(), max_norm, foreach=False)
            optimizer.step()
            total += loss.detach() * images.shape[0]
            n += images.shape[0]
        history["train_loss"].append(float(total / n))
        for key, value in evaluate(model, val_loader, device).items():
            history[f"val_{key}"].append(value)
    return history
