"""Ends with train() whatever the mode was before; in a training loop that is right.

Caught by: A1-E13.evaluate-leaves-no-trace
"""
_right = evaluate
def evaluate(model, batches, device="cpu"):
    accuracy = _right(model, batches, device)
    model.train()
    return accuracy
