"""Puts all parts into train mode: the running statistics of the encoder change.

Caught by: P5-E16.only-the-adapter, P5-E16.training
"""
def fit_adapter(model, points, labels, epochs, lr):
    model.adapter_on = True
    for part in model.modules():
        part.training = True
    optimizer = torch.optim.Adam(model.trainable_parameters(), lr=lr)
    losses = []
    for _ in range(epochs):
        loss = F.cross_entropy(model(points), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses
