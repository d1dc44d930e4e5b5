"""Returns tensors on the device: TensorBoard and JSON want numbers.

Caught by: P3-E14.evaluation-values
"""


def evaluate(model, loader, device):
    mode = model.training
    model.eval()
    loss, right, count = 0.0, 0, 0
    with torch.no_grad():
        for images, labels in loader:
            images, labels = images.to(device), labels.to(device)
            logits = model(images)
            loss += F.cross_entropy(logits, labels, reduction="sum").item()
            right += (logits.argmax(dim=1) == labels).sum()
            count += len(labels)
    model.train(mode)
    right = torch.as_tensor(right)
    return {"loss": loss / count, "accuracy": right / count}
