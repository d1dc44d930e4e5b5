"""LambdaLR carries the schedule as a factor; zero_grad stands before the backward pass; an own norm."""


def warmup_cosine(step, total_steps, warmup_steps, base_lr, min_lr=0.0):
    if step < warmup_steps:
        return (step + 1) / warmup_steps * base_lr
    share = (step - warmup_steps) / max(1, total_steps - warmup_steps)
    return min_lr + 0.5 * (base_lr - min_lr) * (math.cos(share * math.pi) + 1)


def train_classifier(
    model, train_loader, val_loader, epochs, base_lr, device, warmup_steps=0, max_norm=None, weight_decay=0.05
):
    optimizer = torch.optim.AdamW(model.parameters(), lr=base_lr, weight_decay=weight_decay)
    total = epochs * len(train_loader)
    scheduler = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda s: warmup_cosine(s, total, warmup_steps, 1.0))
    criterion = nn.CrossEntropyLoss()
    history = {key: [] for key in ("train_loss", "val_loss", "val_accuracy", "lr")}
    for _ in tqdm(range(epochs), disable=True):
        model.train()
        losses, sizes = [], []
        for batch in train_loader:
            x, y = (one.to(device) for one in batch)
            loss = criterion(model(x), y)
            optimizer.zero_grad(set_to_none=False)
            loss.backward()
            if max_norm is not None:
                norm = math.sqrt(sum(float(p.grad.pow(2).sum()) for p in model.parameters()))
                if norm > max_norm:
                    for p in model.parameters():
                        p.grad.mul_(max_norm / norm)
            history["lr"].append(float(scheduler.get_last_lr()[0]))
            optimizer.step()
            scheduler.step()
            losses.append(loss.item())
            sizes.append(x.shape[0])
        history["train_loss"].append(float(np.average(losses, weights=sizes)))
        result = evaluate(model, val_loader, device)
        history["val_loss"].append(result["loss"])
        history["val_accuracy"].append(result["accuracy"])
    return history
