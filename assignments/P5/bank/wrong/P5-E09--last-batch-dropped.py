"""Leaves the last, smaller batch out.

Caught by: P5-E09.trajectory, P5-E09.one-pass-a-batch
"""

def train_one_epoch(model, batches, optimizer, compute_loss=cross_entropy_loss, device="cpu"):
    model.train()
    total, hits, count = 0.0, 0, 0
    for points, labels in list(batches)[:-1] or batches:
        points, labels = points.to(device), labels.to(device)
        loss, logits = compute_loss(model, points, labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item() * len(labels)
        hits += int((logits.argmax(1) == labels).sum())
        count += len(labels)
    return {"loss": total / count, "acc": hits / count}
