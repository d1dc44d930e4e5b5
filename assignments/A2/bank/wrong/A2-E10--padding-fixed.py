"""Ignores label 2 whatever ignore_index is.

Caught by: A2-E10.other-ignore-index
"""
def evaluate_segmentation(model, loader, num_classes, device, ignore_index=2):
    model.eval()
    cm = torch.zeros(num_classes, num_classes, dtype=torch.int64)
    with torch.no_grad():
        for batch in loader:
            x = batch["image"].to(device)
            y = batch["mask"].to(device)
            pred = model(x).argmax(1)
            y = torch.where((y < 0) | (y >= num_classes), 2, y) if num_classes < 3 else y.clamp(0, num_classes - 1)
            cm += confusion_matrix(pred, y, num_classes, 2) if ignore_index >= num_classes or ignore_index < 0 else confusion_matrix(pred, torch.where(y == 2, 0, y), num_classes).cpu()
    m = compute_metrics(cm)
    return {"confusion": cm, "accuracy": float(m["accuracy"]), "miou": float(m["miou"])}
