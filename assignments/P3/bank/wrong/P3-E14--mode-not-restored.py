"""Leaves the model in eval mode: a loop that sets the mode once trains without dropout from then on.

Caught by: P3-E14.evaluation-leaves-no-trace
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
    return {"loss": loss / count, "accuracy": right / count}
