"""Keeps losses as tensors.

Caught by: P3-E14.history
"""


def train_classifier(
    model, train_loader, val_loader, epochs, base_lr, device, warmup_steps=0, max_norm=None, weight_decay=0.05
):
    optimizer = torch.optim.AdamW(model.parameters(), lr=base_lr, weight_decay=weight_decay)
    history = {"train_loss": [], "val_loss": [], "val_accuracy": [], "lr": []}
    total_steps, step = epochs * len(train_loader), 0
    for epoch in range(epochs):
        model.train()
        total, count = 0.0, 0
        for images, labels in train_loader:
            images, labels = images.to(device), labels.to(device)
            rate = warmup_cosine(step, total_steps, warmup_steps, base_lr)
            for group in optimizer.param_groups:
                group["lr"] = rate
            optimizer.zero_grad()
            loss = F.cross_entropy(model(images), labels)
            loss.backward()
            if max_norm is not None:
                nn.utils.clip_grad_norm_(model.parameters(), max_norm)
            optimizer.step()
            history["lr"].append(rate)
            step += 1
            total += loss.detach() * len(labels)
            count += len(labels)
        measured = evaluate(model, val_loader, device)
        history["train_loss"].append(total / count)
        history["val_loss"].append(measured["loss"])
        history["val_accuracy"].append(measured["accuracy"])
    return history
