"""A rate of its own.

Caught by: P5-E16.only-the-adapter
"""
def fit_adapter(model, points, labels, epochs, lr):
    model.adapter_on = True
    model.train()
    optimizer = torch.optim.Adam(model.trainable_parameters(), lr=1e-2)
    losses = []
    for _ in range(epochs):
        loss = F.cross_entropy(model(points), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses
