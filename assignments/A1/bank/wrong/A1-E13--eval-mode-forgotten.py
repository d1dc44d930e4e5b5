"""Evaluates in training mode: dropout is active, each batch is normalised by itself and moves the running values.

Caught by: A1-E13.evaluate-leaves-no-trace
"""
def evaluate(model, batches, device="cpu"):
    right = total = 0
    with torch.no_grad():
        for x, y in batches:
            right += (model(x.to(device)).argmax(1) == y.to(device)).sum().item()
            total += len(y)
    return right / total
