"""Evaluates without no_grad: right numbers, memory for graphs.

Caught by: A1-E13.evaluate-leaves-no-trace
"""
def evaluate(model, batches, device="cpu"):
    was, right, total = model.training, 0, 0
    model.eval()
    for x, y in batches:
        right += (model(x.to(device)).argmax(1) == y.to(device)).sum().item()
        total += len(y)
    model.train(was)
    return right / total
