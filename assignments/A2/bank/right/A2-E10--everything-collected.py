"""Predictions of all batches collected on the CPU, one matrix at the end; own counting; inference mode.
"""
def train_one_epoch(model, loader, loss_fn, optimizer, device):
    model.train(True)
    losses, sizes = [], []
    for batch in loader:
        loss = loss_fn(model(batch["image"].to(device)), batch["mask"].to(device))
        for p in model.parameters():
            p.grad = None
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        sizes.append(batch["image"].shape[0])
    return float(np.average(losses, weights=sizes))


def evaluate_segmentation(model, loader, num_classes, device, ignore_index=2):
    model.eval()
    predictions, targets = [], []
    with torch.inference_mode():
        for batch in loader:
            predictions.append(model(batch["image"].to(device)).softmax(1).argmax(1).cpu())
            targets.append(batch["mask"])
    predictions, targets = torch.cat(predictions), torch.cat(targets)
    keep = targets != ignore_index
    pairs = targets[keep] * num_classes + predictions[keep]
    cm = torch.bincount(pairs, minlength=num_classes**2).reshape(num_classes, num_classes)
    hits = cm.diagonal().double()
    union = cm.sum(0) + cm.sum(1) - cm.diagonal()
    iou = hits / union
    return {"confusion": cm, "accuracy": (hits.sum() / cm.sum()).item(), "miou": iou[union > 0].mean().item()}
