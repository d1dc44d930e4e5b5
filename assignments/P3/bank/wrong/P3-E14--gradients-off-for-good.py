"""Switches gradients off with a call, and not on again: the next epoch cannot train.

Caught by: P3-E14.evaluation-leaves-no-trace
"""


def evaluate(model, loader, device):
    mode = model.training
    model.eval()
    loss, right, count = 0.0, 0, 0
    torch.set_grad_enabled(False)
    if True:
        for images, labels in loader:
            images, labels = images.to(device), labels.to(device)
            logits = model(images)
            loss += F.cross_entropy(logits, labels, reduction="sum").item()
            right += (logits.argmax(dim=1) == labels).sum().item()
            count += len(labels)
    model.train(mode)
    return {"loss": loss / count, "accuracy": right / count}
