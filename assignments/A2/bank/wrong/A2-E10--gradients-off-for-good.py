"""Switches gradients off for the whole process: the evaluation is right, the next epoch cannot train.

Caught by: A2-E10.evaluation-leaves-no-trace
"""


def evaluate_segmentation(model, loader, num_classes, device, ignore_index=2):
    model.eval()
    torch.set_grad_enabled(False)
    confusion = torch.zeros(num_classes, num_classes, dtype=torch.int64)
    for batch in loader:
        predictions = model(batch["image"].to(device)).argmax(dim=1).cpu()
        confusion += confusion_matrix(predictions, batch["mask"], num_classes, ignore_index)
    metrics = compute_metrics(confusion)
    return {"confusion": confusion, "accuracy": float(metrics["accuracy"]), "miou": float(metrics["miou"])}
