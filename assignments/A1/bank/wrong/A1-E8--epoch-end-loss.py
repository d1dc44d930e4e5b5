"""The loss of the whole data is measured at the end of the epoch instead of batch by batch before each update.

Caught by: A1-E8.descent
"""

def train_regression(model, xs, ys, criterion=None, lr=0.1, epochs=200, batch_size=None, device="cpu"):
    criterion = criterion or nn.MSELoss()
    model.to(device)
    xs, ys = xs.to(device), ys.reshape(-1, 1).to(device)
    losses = torch.zeros(epochs)
    for epoch in range(epochs):
        for x, y in zip(xs.split(batch_size or len(xs)), ys.split(batch_size or len(xs))):
            model.zero_grad()
            criterion(model(x), y).backward()
            with torch.no_grad():
                for p in model.parameters():
                    p -= lr * p.grad
        losses[epoch] = criterion(model(xs), ys).item()
    return losses
