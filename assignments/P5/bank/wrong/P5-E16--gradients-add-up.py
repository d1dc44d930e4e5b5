"""Gradients are never cleared: steps grow; the losses fall all the same.

Caught by: P5-E16.only-the-adapter
"""
def fit_adapter(model, points, labels, epochs, lr):
    model.adapter_on = True
    model.train()
    optimizer = torch.optim.Adam(model.trainable_parameters(), lr=lr)
    losses = []
    for _ in range(epochs):
        loss = F.cross_entropy(model(points), labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses
