"""Uses cross-entropy whatever loss function is given.

Caught by: A2-E10.weights, A2-E10.mean-loss
"""
def train_one_epoch(model, loader, loss_fn, optimizer, device):
    model.train()
    total = 0.0
    n = 0
    for batch in loader:
        x = batch["image"].to(device)
        y = batch["mask"].to(device)
        optimizer.zero_grad()
        loss = F.cross_entropy(model(x), y, ignore_index=2)
        loss.backward()
        optimizer.step()
        total += loss.item() * x.shape[0]
        n += x.shape[0]
    return total / n
