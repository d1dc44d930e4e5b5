"""LambdaLR with integer division; clears first; sums tensors without a graph; validates before the schedule steps or after."""

def build_scheduler(optimizer, step_epochs=20, gamma=0.5):
    return torch.optim.lr_scheduler.LambdaLR(optimizer, lr_lambda=lambda epoch: gamma ** (epoch // step_epochs))


def train_one_epoch(model, batches, optimizer, compute_loss=cross_entropy_loss, device="cpu"):
    model.train()
    losses, hits, sizes = [], [], []
    for batch in batches:
        points, labels = [part.to(device) for part in batch]
        optimizer.zero_grad(set_to_none=False)
        loss, logits = compute_loss(model, points, labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.detach() * len(labels))
        hits.append((logits.detach().argmax(dim=-1) == labels).sum())
        sizes.append(labels.numel())
    total = sum(sizes)
    return {"acc": (torch.stack(hits).sum() / total).item(), "loss": (torch.stack(losses).sum() / total).item()}


def fit(model, train_batches, val_batches, optimizer, scheduler, epochs, compute_loss=cross_entropy_loss, device="cpu"):
    rows = []
    for epoch in tqdm(range(epochs), disable=True):
        rate = float(optimizer.param_groups[0]["lr"])
        found = train_one_epoch(model, train_batches, optimizer, compute_loss=compute_loss, device=device)
        if scheduler:
            scheduler.step()
        rows.append((found["loss"], found["acc"], evaluate(model, val_batches, device=device), rate))
    names = ("train/loss", "train/acc", "val/acc", "lr")
    return {name: [row[i] for row in rows] for i, name in enumerate(names)}
