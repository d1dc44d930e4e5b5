"""Maps everything that is no class to background and counts it.

Caught by: A2-E10.other-ignore-index, A2-E10.one-matrix
"""
def evaluate_segmentation(model, loader, num_classes, device, ignore_index=2):
    model.eval()
    cm = torch.zeros(num_classes, num_classes, dtype=torch.int64)
    with torch.no_grad():
        for batch in loader:
            x = batch["image"].to(device)
            y = batch["mask"].to(device)
            pred = model(x).argmax(1)
            cm += confusion_matrix(pred, torch.where((y < 0) | (y >= num_classes), 0, y), num_classes).cpu()
    m = compute_metrics(cm)
    return {"confusion": cm, "accuracy": float(m["accuracy"]), "miou": float(m["miou"])}
