"""Samples are shuffled in each epoch: good practice elsewhere, but not this contract.

Caught by: A1-E8.descent
"""

def train_regression(model, xs, ys, criterion=None, lr=0.1, epochs=200, batch_size=None, device="cpu"):
    criterion = nn.MSELoss() if criterion is None else criterion
    model.to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    ys = ys.reshape(-1, 1)
    size = batch_size or len(xs)
    losses = torch.zeros(epochs)
    for epoch in range(epochs):
        order = torch.randperm(len(xs)); xs, ys = xs[order], ys[order]
        for x, y in zip(xs.split(size), ys.split(size)):
            x, y = x.to(device), y.to(device)
            loss = criterion(model(x), y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            losses[epoch] += loss.item() * len(x) / len(xs)
    return losses
