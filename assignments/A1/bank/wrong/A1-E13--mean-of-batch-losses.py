"""The loss of an epoch is the mean over batches: a small last batch counts too much.

Caught by: A1-E13.fit-history-and-modes
"""
def fit(model, train_batches, val_batches, epochs, device="cpu", lr=1e-3):
    model.to(device)
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    history = {"loss": [], "val_acc": []}
    for _ in range(epochs):
        model.train()
        losses = []
        for x, y in train_batches:
            loss = F.cross_entropy(model(x.to(device)), y.to(device))
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
        history["loss"].append(sum(losses) / len(losses))
        history["val_acc"].append(evaluate(model, val_batches, device))
    return history
