"""Does not set eval mode: the result depends on the batch size and buffers move.

Caught by: A2-E10.evaluation-leaves-no-trace
"""
def evaluate_segmentation(model, loader, num_classes, device, ignore_index=2):
    cm = torch.zeros(num_classes, num_classes, dtype=torch.int64)
    with torch.no_grad():
        for batch in loader:
            x = batch["image"].to(device)
            y = batch["mask"].to(device)
            pred = model(x).argmax(1)
            cm += confusion_matrix(pred, y, num_classes, ignore_index).cpu()
    m = compute_metrics(cm)
    return {"confusion": cm, "accuracy": float(m["accuracy"]), "miou": float(m["miou"])}
