"""Adds up losses with their graphs: memory grows from batch to batch until it is full.

Caught by: A2-E10.each-batch-once
"""
def train_one_epoch(model, loader, loss_fn, optimizer, device):
    model.train()
    total = 0.0
    n = 0
    for batch in loader:
        x = batch["image"].to(device)
        y = batch["mask"].to(device)
        optimizer.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward()
        optimizer.step()
        total += loss * x.shape[0]
        n += x.shape[0]
    return float(total) / n
