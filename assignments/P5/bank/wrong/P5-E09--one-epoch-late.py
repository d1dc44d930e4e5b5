"""Begins to count at -1: the first drop comes one epoch late.

Caught by: P5-E09.halved-every-20-epochs
"""

def build_scheduler(optimizer, step_epochs=20, gamma=0.5):
    return torch.optim.lr_scheduler.LambdaLR(optimizer, lambda epoch: gamma ** (max(epoch - 1, 0) // step_epochs))
