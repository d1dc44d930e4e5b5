"""Takes the mean of all IoUs with 0 for classes that do not occur; where all occur nobody sees it.

Caught by: A2-E10.one-matrix
"""


def evaluate_segmentation(model, loader, num_classes, device, ignore_index=2):
    model.eval()
    confusion = torch.zeros(num_classes, num_classes, dtype=torch.int64)
    with torch.no_grad():
        for batch in loader:
            predictions = model(batch["image"].to(device)).argmax(dim=1).cpu()
            confusion += confusion_matrix(predictions, batch["mask"], num_classes, ignore_index)
    metrics = compute_metrics(confusion)
    miou = metrics["iou"].nan_to_num().mean()
    return {"confusion": confusion, "accuracy": float(metrics["accuracy"]), "miou": float(miou)}
