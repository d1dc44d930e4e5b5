"""Leaves the model in eval mode; who trains on without train() has no dropout and frozen statistics.

Caught by: A1-E13.evaluate-leaves-no-trace
"""
def evaluate(model, batches, device="cpu"):
    model.eval()
    right = total = 0
    with torch.no_grad():
        for x, y in batches:
            right += (model(x.to(device)).argmax(1) == y.to(device)).sum().item()
            total += len(y)
    return right / total
