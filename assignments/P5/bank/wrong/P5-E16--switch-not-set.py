"""Trains with the switch as it is: off, there is no gradient.

Caught by: P5-E16.training
"""
def fit_adapter(model, points, labels, epochs, lr):
    model.train()
    optimizer = torch.optim.Adam(model.trainable_parameters(), lr=lr)
    losses = []
    for _ in range(epochs):
        loss = F.cross_entropy(model(points), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses
