"""Clears the gradients between backward and step: nothing is learned.

Caught by: P5-E09.trajectory
"""

def train_one_epoch(model, batches, optimizer, compute_loss=cross_entropy_loss, device="cpu"):
    model.train()
    total, hits, count = 0.0, 0, 0
    for points, labels in batches:
        points, labels = points.to(device), labels.to(device)
        loss, logits = compute_loss(model, points, labels)
        loss.backward()
        optimizer.zero_grad()
        optimizer.step()
        total += loss.item() * len(labels)
        hits += int((logits.argmax(1) == labels).sum())
        count += len(labels)
    return {"loss": total / count, "acc": hits / count}
