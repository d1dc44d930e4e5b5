"""Never steps: the loss stands still, which may look like a bad rate.

Caught by: A2-E10.weights
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
        total += loss.item() * x.shape[0]
        n += x.shape[0]
    return total / n
