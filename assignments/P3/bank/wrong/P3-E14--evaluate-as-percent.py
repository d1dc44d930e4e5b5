"""The accuracy in per cent.

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
            right += (logits.argmax(dim=1) == labels).sum().item()
            count += len(labels)
    model.train(mode)
    return {"loss": loss / count, "accuracy": 100 * right / count}
