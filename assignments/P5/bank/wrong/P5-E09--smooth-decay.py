"""Lowers the rate a little each epoch: the same at 20, 40, 60, another one between.

Caught by: P5-E09.halved-every-20-epochs, P5-E09.other-steps
"""

def build_scheduler(optimizer, step_epochs=20, gamma=0.5):
    return torch.optim.lr_scheduler.ExponentialLR(optimizer, gamma ** (1 / step_epochs))
