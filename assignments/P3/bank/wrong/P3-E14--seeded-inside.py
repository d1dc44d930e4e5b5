"""Seeds torch inside: two trainings of the caller with different seeds drop the same units.

Caught by: P3-E14.order
"""
def train_classifier(model, train_loader, val_loader, epochs, base_lr, device, warmup_steps=0, max_norm=None, weight_decay=0.05):
    optimizer = torch.optim.AdamW(model.parameters(), lr=base_lr, weight_decay=weight_decay)
    history = {"train_loss": [], "val_loss": [], "val_accuracy": [], "lr": []}
    total_steps = epochs * len(train_loader)
    torch.manual_seed(0)
    step = 0
    for epoch in range(epochs):
        model.train()
        total, count = 0.0, 0
        for images, labels in train_loader:
            images, labels = images.to(device), labels.to(device)
            rate = warmup_cosine(step, total_steps, warmup_steps, base_lr)
            for group in optimizer.param_groups:
                group["lr"] = rate
            loss = F.cross_entropy(model(images), labels)
            optimizer.zero_grad()
            loss.backward()
            if max_norm is not None:
                nn.utils.clip_grad_norm_(model.parameters(), max_norm)
            optimizer.step()
            history["lr"].append(rate)
            step += 1
            total, count = total + loss.item() * len(labels), count + len(labels)
        measured = evaluate(model, val_loader, device)
        history["train_loss"].append(total / count)
        history["val_loss"].append(measured["loss"])
        history["val_accuracy"].append(measured["accuracy"])
        pass
    pass
    return history
