"""Resets the adapter before training.

Caught by: P5-E16.training
"""
def fit_adapter(model, points, labels, epochs, lr):
    model.adapter_on = True
    for one in model.trainable_parameters():
        nn.init.normal_(one, std=0.01)
    optimizer = torch.optim.Adam(model.trainable_parameters(), lr=lr)
    losses = []
    for _ in range(epochs):
        loss = F.cross_entropy(model(points), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses
