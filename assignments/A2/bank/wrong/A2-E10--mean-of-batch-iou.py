"""Averages mIoU over the batches: a ratio of means, it depends on the batch size.

Caught by: A2-E10.one-matrix
"""
def evaluate_segmentation(model, loader, num_classes, device, ignore_index=2):
    model.eval()
    ious = []
    cm = torch.zeros(num_classes, num_classes, dtype=torch.int64)
    with torch.no_grad():
        for batch in loader:
            x = batch["image"].to(device)
            y = batch["mask"].to(device)
            pred = model(x).argmax(1)
            part = confusion_matrix(pred, y, num_classes, ignore_index).cpu()
            cm += part
            ious.append(float(compute_metrics(part)['miou']) if part.sum() else 0.0)
    m = compute_metrics(cm)
    return {"confusion": cm, "accuracy": float(m["accuracy"]), "miou": sum(ious) / len(ious)}
