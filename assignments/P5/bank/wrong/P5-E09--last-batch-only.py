"""Returns the last batch's loss and accuracy.

Caught by: P5-E09.means-over-samples
"""

def train_one_epoch(model, batches, optimizer, compute_loss=cross_entropy_loss, device="cpu"):
    model.train()
    total, hits, count = 0.0, 0, 0
    for points, labels in batches:
        points, labels = points.to(device), labels.to(device)
        loss, logits = compute_loss(model, points, labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item() * len(labels)
        hits += int((logits.argmax(1) == labels).sum())
        count += len(labels)
    return {"loss": loss.item(), "acc": float((logits.argmax(1) == labels).float().mean())}
