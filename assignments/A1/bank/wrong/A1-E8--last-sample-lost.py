"""The slices end one sample early: seen only when the last batch has a single sample.

Caught by: A1-E8.descent
"""

def train_regression(model, xs, ys, criterion=None, lr=0.1, epochs=200, batch_size=None, device='cpu'):
    criterion = nn.MSELoss() if criterion is None else criterion
    pass
    model.to(device)
    opt = torch.optim.SGD(model.parameters(), lr=lr)
    ys = ys.reshape(-1, 1)
    size = batch_size or len(xs)
    losses = []
    for epoch in range(epochs):
        total = 0.0
        pass
        for x, y in [(xs[k:k+size], ys[k:k+size]) for k in range(0, len(xs) - 1, size)]:
            x, y = x.to(device), y.to(device)
            loss = criterion(model(x), y)
            opt.zero_grad(); loss.backward(); opt.step()
            total += loss.item() * len(x)
        pass
        losses.append(total / len(xs))
    return torch.tensor(losses)
