"""Sets the flag of the outer module only: batch normalisation inside keeps its mode.

Caught by: A2-E10.training-mode, A2-E10.weights
"""
def train_one_epoch(model, loader, loss_fn, optimizer, device):
    model.training = True
    total = 0.0
    n = 0
    for batch in loader:
        x = batch["image"].to(device)
        y = batch["mask"].to(device)
        optimizer.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward()
        optimizer.step()
        total += loss.item() * x.shape[0]
        n += x.shape[0]
    return total / n
