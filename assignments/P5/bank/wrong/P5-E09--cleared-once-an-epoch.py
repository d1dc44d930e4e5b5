"""Clears the gradients once at the start of the epoch: right for one batch.

Caught by: P5-E09.trajectory
"""

def train_one_epoch(model, batches, optimizer, compute_loss=cross_entropy_loss, device="cpu"):
    model.train()
    optimizer.zero_grad()
    total, hits, count = 0.0, 0, 0
    for points, labels in batches:
        points, labels = points.to(device), labels.to(device)
        loss, logits = compute_loss(model, points, labels)
        loss.backward()
        optimizer.step()
        total += loss.item() * len(labels)
        hits += int((logits.argmax(1) == labels).sum())
        count += len(labels)
    return {"loss": total / count, "acc": hits / count}
