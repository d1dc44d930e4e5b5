"""All rates are computed before the loop; inference mode; per-sample losses."""


def warmup_cosine(step, total_steps, warmup_steps, base_lr, min_lr=0.0):
    if warmup_steps > 0 and step < warmup_steps:
        lr = base_lr / warmup_steps * (step + 1)
    else:
        t = (step - warmup_steps) / (total_steps - warmup_steps)
        lr = min_lr + (base_lr - min_lr) * math.cos(math.pi * t / 2) ** 2
    return lr


def evaluate(model, loader, device):
    training = model.training
    model.eval()
    losses, hits = [], []
    try:
        with torch.inference_mode():
            for images, labels in loader:
                logits = model(images.to(device))
                labels = labels.to(device)
                losses.extend(F.cross_entropy(logits, labels, reduction="none").tolist())
                hits.extend(logits.argmax(1).eq(labels).tolist())
    finally:
        model.train(training)
    return {"loss": float(np.mean(losses)), "accuracy": float(np.mean(hits))}


def train_classifier(
    model, train_loader, val_loader, epochs, base_lr, device, warmup_steps=0, max_norm=None, weight_decay=0.05
):
    model.to(device)
    n = epochs * len(train_loader)
    rates = [warmup_cosine(s, n, warmup_steps, base_lr) for s in range(n)]
    optimizer = torch.optim.AdamW(model.parameters(), lr=rates[0], weight_decay=weight_decay)
    train_loss, val_loss, val_accuracy, remaining = [], [], [], iter(rates)
    for epoch in range(epochs):
        model.train()
        weighted = []
        for images, labels in train_loader:
            images, labels = images.to(device, non_blocking=True), labels.to(device, non_blocking=True)
            lr = next(remaining)
            for group in optimizer.param_groups:
                group.update(lr=lr)
            for p in model.parameters():
                p.grad = None
            loss = -model(images).log_softmax(dim=1).gather(1, labels[:, None]).mean()
            loss.backward()
            if max_norm is not None:
                torch.nn.utils.clip_grad_norm_(list(model.parameters()), max_norm=max_norm)
            optimizer.step()
            weighted.append((loss.detach().item(), labels.size(0)))
        train_loss.append(sum(a * b for a, b in weighted) / sum(b for _, b in weighted))
        scores = evaluate(model, val_loader, device)
        val_loss.append(scores["loss"])
        val_accuracy.append(scores["accuracy"])
    return {"train_loss": train_loss, "val_loss": val_loss, "val_accuracy": val_accuracy, "lr": rates}
