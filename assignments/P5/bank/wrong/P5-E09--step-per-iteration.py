"""Calls scheduler.step() in the loop over batches: 20 means iterations, and after a few epochs the rate is near 0.

Caught by: P5-E09.history, P5-E09.order-in-fit
"""

def fit(model, train_batches, val_batches, optimizer, scheduler, epochs, compute_loss=cross_entropy_loss, device="cpu"):
    history = {"train/loss": [], "train/acc": [], "val/acc": [], "lr": []}
    for epoch in range(epochs):
        history["lr"].append(optimizer.param_groups[0]["lr"])
        model.train()
        total, hits, count = 0.0, 0, 0
        for points, labels in train_batches:
            points, labels = points.to(device), labels.to(device)
            optimizer.zero_grad()
            loss, logits = compute_loss(model, points, labels)
            loss.backward()
            optimizer.step()
            if scheduler is not None:
                scheduler.step()
            total += loss.item() * len(labels)
            hits += (logits.argmax(1) == labels).sum().item()
            count += len(labels)
        result = {"loss": total / count, "acc": hits / count}
        history["train/loss"].append(result["loss"])
        history["train/acc"].append(result["acc"])
        history["val/acc"].append(evaluate(model, val_batches, device))
    return history
