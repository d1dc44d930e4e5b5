"""x.to(device) without assignment: a tensor stays where it is. Works where there is no GPU.

Caught by: A2-E10.device
"""
def train_one_epoch(model, loader, loss_fn, optimizer, device):
    model.train()
    total = 0.0
    n = 0
    for batch in loader:
        x, y = batch["image"], batch["mask"]
        x.to(device)
        y.to(device)
        optimizer.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward()
        optimizer.step()
        total += loss.item() * x.shape[0]
        n += x.shape[0]
    return total / n
