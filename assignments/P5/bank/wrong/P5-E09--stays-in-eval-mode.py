"""Sets train mode once before the epochs and evaluates with model.eval() of its own: from the second epoch on it trains in eval mode.

Caught by: P5-E09.history, P5-E09.order-in-fit
"""

def fit(model, train_batches, val_batches, optimizer, scheduler, epochs, compute_loss=cross_entropy_loss, device="cpu"):
    model.train()
    history = {"train/loss": [], "train/acc": [], "val/acc": [], "lr": []}
    for epoch in range(epochs):
        history["lr"].append(optimizer.param_groups[0]["lr"])
        total, hits, count = 0.0, 0, 0
        for points, labels in train_batches:
            points, labels = points.to(device), labels.to(device)
            optimizer.zero_grad()
            loss, logits = compute_loss(model, points, labels)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(labels)
            hits += (logits.argmax(1) == labels).sum().item()
            count += len(labels)
        result = {"loss": total / count, "acc": hits / count}
        history["train/loss"].append(result["loss"])
        history["train/acc"].append(result["acc"])
        model.eval()
        with torch.no_grad():
            found = [(model(p.to(device)).argmax(1) == y.to(device)).double() for p, y in val_batches]
        history["val/acc"].append(float(torch.cat(found).mean()))
        if scheduler is not None:
            scheduler.step()
    return history
