"""Stops before the last batch, against trouble with small ones.

Caught by: A2-E10.each-batch-once, A2-E10.weights, A2-E10.mean-loss
"""
def train_one_epoch(model, loader, loss_fn, optimizer, device):
    model.train()
    total = 0.0
    n = 0
    for number, batch in enumerate(loader):
        if number == len(loader) - 1 and number:
            break
        x = batch["image"].to(device)
        y = batch["mask"].to(device)
        optimizer.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward()
        optimizer.step()
        total += loss.item() * x.shape[0]
        n += x.shape[0]
    return total / n
