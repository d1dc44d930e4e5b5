"""Makes an optimiser of its own from the first group's rate: momentum and the groups' rates are lost, the schedule has no effect.

Caught by: P5-E09.history, P5-E09.second-call-goes-on
"""

def fit(model, train_batches, val_batches, optimizer, scheduler, epochs, compute_loss=cross_entropy_loss, device="cpu"):
    optimizer = torch.optim.SGD(model.parameters(), lr=optimizer.param_groups[0]["lr"])
    history = {"train/loss": [], "train/acc": [], "val/acc": [], "lr": []}
    for epoch in range(epochs):
        history["lr"].append(optimizer.param_groups[0]["lr"])
        result = train_one_epoch(model, train_batches, optimizer, compute_loss, device)
        history["train/loss"].append(result["loss"])
        history["train/acc"].append(result["acc"])
        history["val/acc"].append(evaluate(model, val_batches, device))
        if scheduler is not None:
            scheduler.step()
    return history
