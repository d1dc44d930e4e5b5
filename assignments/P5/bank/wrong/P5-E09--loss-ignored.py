"""Always takes cross entropy, whatever compute_loss is: a penalty never acts.

Caught by: P5-E09.trajectory, P5-E09.means-over-samples
"""

def train_one_epoch(model, batches, optimizer, compute_loss=cross_entropy_loss, device="cpu"):
    model.train()
    total, hits, count = 0.0, 0, 0
    for points, labels in batches:
        points, labels = points.to(device), labels.to(device)
        logits = model(points)
        loss = F.cross_entropy(logits, labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item() * len(labels)
        hits += int((logits.argmax(1) == labels).sum())
        count += len(labels)
    return {"loss": total / count, "acc": hits / count}
