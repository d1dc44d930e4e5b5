"""Clears the gradients between backward and step: SGD moves by momentum and decay only.

Caught by: A2-E10.weights
"""
def train_one_epoch(model, loader, loss_fn, optimizer, device):
    model.train()
    total = 0.0
    n = 0
    for batch in loader:
        x = batch["image"].to(device)
        y = batch["mask"].to(device)
        loss = loss_fn(model(x), y)
        loss.backward()
        optimizer.zero_grad(set_to_none=False)
        optimizer.step()
        total += loss.item() * x.shape[0]
        n += x.shape[0]
    return total / n
