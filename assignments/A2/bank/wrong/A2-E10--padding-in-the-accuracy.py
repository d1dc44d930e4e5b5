"""Accuracy over all pixels, padding included, which nobody can get right.

Caught by: A2-E10.other-ignore-index, A2-E10.one-matrix
"""
def evaluate_segmentation(model, loader, num_classes, device, ignore_index=2):
    model.eval()
    right = pixels = 0
    cm = torch.zeros(num_classes, num_classes, dtype=torch.int64)
    with torch.no_grad():
        for batch in loader:
            x = batch["image"].to(device)
            y = batch["mask"].to(device)
            pred = model(x).argmax(1)
            cm += confusion_matrix(pred, y, num_classes, ignore_index).cpu()
            right += int((pred == y).sum())
            pixels += y.numel()
    m = compute_metrics(cm)
    return {"confusion": cm, "accuracy": right / pixels, "miou": float(m["miou"])}
