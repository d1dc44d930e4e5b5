"""model.zero_grad before the forward pass, clipping by scaling in place, evaluation spelled out inside."""


@torch.no_grad()
def evaluate(model, loader, device):
    was = model.training
    model.train(False)
    found = [(model(x.to(device)).cpu(), y) for x, y in loader]
    model.train(mode=was)
    logits, labels = torch.cat([one for one, _ in found]), torch.cat([one for _, one in found])
    loss = F.cross_entropy(logits, labels)
    return {"accuracy": (logits.max(1).indices == labels).float().mean().item(), "loss": loss.item()}


def train_classifier(
    model, train_loader, val_loader, epochs, base_lr, device, warmup_steps=0, max_norm=None, weight_decay=0.05
):
    parameters = [p for p in model.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(params=parameters, weight_decay=weight_decay)
    steps = len(train_loader) * epochs
    history = dict(train_loss=[], val_loss=[], val_accuracy=[], lr=[], seconds=0.0)
    for epoch in range(epochs):
        model.train()
        sums = torch.zeros(2, dtype=torch.float64)
        for i, (x, y) in enumerate(train_loader):
            s = epoch * len(train_loader) + i
            lr = warmup_cosine(step=s, total_steps=steps, warmup_steps=warmup_steps, base_lr=base_lr)
            optimizer.param_groups[0]["lr"] = lr
            history["lr"].append(lr)
            model.zero_grad(set_to_none=True)
            x, y = x.to(device), y.to(device)
            logits = model(x)
            loss = F.cross_entropy(logits, y, reduction="sum") / y.numel()
            loss.backward()
            if max_norm:
                norm = torch.stack([p.grad.norm() for p in parameters]).norm()
                factor = (max_norm / norm).clamp(max=1)
                for p in parameters:
                    p.grad = p.grad * factor
            optimizer.step()
            sums += torch.tensor([loss.item() * y.numel(), y.numel()], dtype=torch.float64)
        history["train_loss"].append((sums[0] / sums[1]).item())
        was = model.training
        model.eval()
        with torch.inference_mode():
            hits, loss_sum, n = 0, 0.0, 0
            for x, y in val_loader:
                logits, y = model(x.to(device)), y.to(device)
                hits += (logits.argmax(-1) == y).sum().item()
                loss_sum += F.cross_entropy(logits, y).item() * len(y)
                n += len(y)
        model.train(was)
        history["val_loss"].append(loss_sum / n)
        history["val_accuracy"].append(hits / n)
    return history
