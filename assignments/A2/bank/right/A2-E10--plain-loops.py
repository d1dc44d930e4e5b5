"""Plain loops.
"""
def train_one_epoch(model, loader, loss_fn, optimizer, device):
    model.train()
    total = 0.0
    n = 0
    for batch in loader:
        x = batch["image"].to(device)
        y = batch["mask"].to(device)
        optimizer.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward()
        optimizer.step()
        total += loss.item() * x.shape[0]
        n += x.shape[0]
    return total / n


def evaluate_segmentation(model, loader, num_classes, device, ignore_index=2):
    model.eval()
    cm = torch.zeros(num_classes, num_classes, dtype=torch.int64)
    with torch.no_grad():
        for batch in loader:
            x = batch["image"].to(device)
            y = batch["mask"].to(device)
            pred = model(x).argmax(1)
            cm += confusion_matrix(pred, y, num_classes, ignore_index).cpu()
    m = compute_metrics(cm)
    return {"confusion": cm, "accuracy": float(m["accuracy"]), "miou": float(m["miou"])}
