"""Computes the reported loss again after the step: too good, and twice the work.

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
        with torch.no_grad():
            total += loss_fn(model(x), y).item() * x.shape[0]
        n += x.shape[0]
    return total / n
