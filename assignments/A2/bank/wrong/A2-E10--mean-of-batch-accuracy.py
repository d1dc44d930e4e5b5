"""Averages the accuracy over the batches: a small last batch counts like a full one, and so does one with much padding.

Caught by: A2-E10.one-matrix
"""
def evaluate_segmentation(model, loader, num_classes, device, ignore_index=2):
    model.eval()
    accuracies = []
    cm = torch.zeros(num_classes, num_classes, dtype=torch.int64)
    with torch.no_grad():
        for batch in loader:
            x = batch["image"].to(device)
            y = batch["mask"].to(device)
            pred = model(x).argmax(1)
            cm += confusion_matrix(pred, y, num_classes, ignore_index).cpu()
            accuracies.append((pred == y)[y != ignore_index].float().mean().item())
    m = compute_metrics(cm)
    return {"confusion": cm, "accuracy": sum(accuracies) / len(accuracies), "miou": float(m["miou"])}
