"""Squared error to one-hot labels.

Caught by: P5-E16.training
"""
def fit_adapter(model, points, labels, epochs, lr):
    model.adapter_on = True
    model.train()
    optimizer = torch.optim.Adam(model.trainable_parameters(), lr=lr)
    losses = []
    for _ in range(epochs):
        loss = F.mse_loss(model(points).softmax(1), F.one_hot(labels, model(points).shape[1]).float())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses
