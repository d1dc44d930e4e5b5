"""A random half in each epoch.

Caught by: P5-E16.training
"""
def fit_adapter(model, points, labels, epochs, lr):
    model.adapter_on = True
    optimizer = torch.optim.Adam(model.trainable_parameters(), lr=lr)
    losses = []
    for _ in range(epochs):
        loss = (lambda i: F.cross_entropy(model(points[i]), labels[i]))(torch.randperm(len(points))[: len(points) // 2])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses
