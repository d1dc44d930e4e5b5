"""Weights the loss by the batch size before backward, not only in the mean: SGD takes larger steps on larger batches.

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
        loss = loss_fn(model(x), y) * len(x)
        loss.backward()
        optimizer.step()
        total += loss.item()
        n += x.shape[0]
    return total / n
