"""The optimiser gets the encoder too: better accuracy, wrong method.

Caught by: P5-E16.only-the-adapter
"""
def fit_adapter(model, points, labels, epochs, lr):
    model.adapter_on = True
    model.requires_grad_(True)
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    losses = []
    for _ in range(epochs):
        loss = F.cross_entropy(model(points), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses
