"""Trains on the first cloud.

Caught by: P5-E16.training
"""
def fit_adapter(model, points, labels, epochs, lr):
    model.adapter_on = True
    model.train()
    optimizer = torch.optim.Adam(model.trainable_parameters(), lr=lr)
    losses = []
    for _ in range(epochs):
        loss = F.cross_entropy(model(points[:1]), labels[:1])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses
