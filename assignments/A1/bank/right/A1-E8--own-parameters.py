"""Two parameters of shape (); the update is written by hand under no_grad; losses is a list of floats.
"""

class LinearModel(nn.Module):
    def __init__(self):
        super().__init__()
        self.offset = nn.Parameter(torch.tensor(0.3))
        self.slope = nn.Parameter(torch.tensor(0.0))

    def forward(self, x):
        return x * self.slope + self.offset


def train_regression(model, xs, ys, criterion=None, lr=0.1, epochs=200, batch_size=None, device="cpu"):
    if criterion is None:
        criterion = nn.MSELoss()
    model = model.to(device)
    n = xs.shape[0]
    if batch_size is None:
        batch_size = n
    losses = []
    for epoch in range(epochs):
        total = 0.0
        for start in range(0, n, batch_size):
            x = xs[start : start + batch_size].to(device)
            y = ys[start : start + batch_size].to(device).view_as(x)
            loss = criterion(model(x), y)
            gradients = torch.autograd.grad(loss, list(model.parameters()))
            with torch.no_grad():
                for parameter, gradient in zip(model.parameters(), gradients):
                    parameter.sub_(lr * gradient)
            total += float(loss.detach()) * len(x)
        losses.append(total / n)
    return losses
