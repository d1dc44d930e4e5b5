"""Multiplies by gamma times the number of stages in place of a power.

Caught by: P5-E09.halved-every-20-epochs
"""

def build_scheduler(optimizer, step_epochs=20, gamma=0.5):
    return torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda epoch: gamma * (epoch // step_epochs) if epoch >= step_epochs else 1.0
    )
