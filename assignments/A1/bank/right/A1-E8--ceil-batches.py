"""Number of batches by ceil; scalar parameters (0-dim); foreach SGD.
"""

class LinearModel(nn.Module):
    def __init__(self):
        super().__init__()
        self.slope = nn.Parameter(torch.tensor(0.5))
        self.intercept = nn.Parameter(torch.tensor(-0.5))
    def forward(self, x):
        return self.slope * x + self.intercept
def train_regression(model, xs, ys, criterion=None, lr=0.1, epochs=200, batch_size=None, device='cpu'):
    device = torch.device(device)
    if criterion is None:
        criterion = torch.nn.functional.mse_loss
    model.to(device=device)
    opt = torch.optim.SGD(model.parameters(), lr=lr, momentum=0.0, weight_decay=0.0, foreach=True)
    n = len(xs)
    b = n if batch_size is None else batch_size
    out = torch.empty(epochs)
    for e in range(epochs):
        parts = []
        for i in range(math.ceil(n / b)):
            x, y = xs[i*b:(i+1)*b].to(device), ys[i*b:(i+1)*b].to(device)
            y = y.reshape(-1, 1)
            pred = model(x)
            loss = criterion(pred, y)
            opt.zero_grad(); loss.backward(); opt.step()
            parts.append((float(loss.detach()), len(x)))
        out[e] = sum(l * k for l, k in parts) / sum(k for _, k in parts)
    return out
