"""Keeps the losses of the epoch in a list, graphs included.

Caught by: A2-E10.each-batch-once
"""
def train_one_epoch(model, loader, loss_fn, optimizer, device):
    model.train()
    total = 0.0
    n = 0
    losses = []
    for batch in loader:
        x = batch["image"].to(device)
        y = batch["mask"].to(device)
        optimizer.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward()
        optimizer.step()
        losses.append(loss * x.shape[0])
        n += x.shape[0]
    return torch.stack(losses).sum().item() / n
