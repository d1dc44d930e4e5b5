"""Averages over batches: a small last batch counts as much as a full one.

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
            loss += F.cross_entropy(logits, labels).item()
            right += (logits.argmax(dim=1) == labels).float().mean().item()
            count += 1
    model.train(mode)
    return {"loss": loss / count, "accuracy": right / count}
