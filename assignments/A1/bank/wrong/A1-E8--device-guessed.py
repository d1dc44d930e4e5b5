"""The argument `device` is ignored, CUDA is used where there is one: right on every machine but with
device="cpu".

Caught by: A1-E8.device
"""

def train_regression(model, xs, ys, criterion=None, lr=0.1, epochs=200, batch_size=None, device='cpu'):
    criterion = nn.MSELoss() if criterion is None else criterion
    device = 'cuda' if torch.cuda.is_available() else 'cpu'
    model.to(device)
    opt = torch.optim.SGD(model.parameters(), lr=lr)
    ys = ys.reshape(-1, 1)
    size = batch_size or len(xs)
    losses = []
    for epoch in range(epochs):
        total = 0.0
        pass
        for x, y in zip(xs.split(size), ys.split(size)):
            x, y = x.to(device), y.to(device)
            loss = criterion(model(x), y)
            opt.zero_grad(); loss.backward(); opt.step()
            total += loss.item() * len(x)
        pass
        losses.append(total / len(xs))
    return torch.tensor(losses)
