"""Neither model nor batches are moved: it trains, on the CPU.

Caught by: A1-E8.device
"""

def train_regression(model, xs, ys, criterion=None, lr=0.1, epochs=200, batch_size=None, device="cpu"):
    criterion = nn.MSELoss() if criterion is None else criterion
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    ys = ys.reshape(-1, 1)
    size = batch_size or len(xs)
    losses = torch.zeros(epochs)
    for epoch in range(epochs):
        for x, y in zip(xs.split(size), ys.split(size)):
            loss = criterion(model(x), y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            losses[epoch] += loss.item() * len(x) / len(xs)
    return losses
