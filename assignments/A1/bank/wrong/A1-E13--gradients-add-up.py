"""No zero_grad: each step uses the sum of all gradients so far; Adam trains all the same.

Caught by: A1-E13.fit-history-and-modes
"""
def fit(model, train_batches, val_batches, epochs, device="cpu", lr=1e-3):
    model.to(device)
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    history = {"loss": [], "val_acc": []}
    for _ in range(epochs):
        model.train()
        total = count = 0
        for x, y in train_batches:
            loss = F.cross_entropy(model(x.to(device)), y.to(device))
            loss.backward()
            optimizer.step()
            total, count = total + loss.item() * len(y), count + len(y)
        history["loss"].append(total / count)
        history["val_acc"].append(evaluate(model, val_batches, device))
    return history
