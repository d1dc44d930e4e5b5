"""Trains the text features along.

Caught by: P5-E16.only-the-adapter
"""
def fit_adapter(model, points, labels, epochs, lr):
    model.adapter_on = True
    model.text_features.requires_grad_(True)
    optimizer = torch.optim.Adam([*model.trainable_parameters(), model.text_features], lr=lr)
    losses = []
    for _ in range(epochs):
        loss = F.cross_entropy(model(points), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses
