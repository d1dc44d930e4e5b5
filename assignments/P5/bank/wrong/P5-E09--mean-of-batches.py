"""Averages the batches' means: right for batches of equal size.

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
        total += loss.item()
        hits += float((logits.argmax(1) == labels).float().mean())
        count += 1
    return {"loss": total / count, "acc": hits / count}
