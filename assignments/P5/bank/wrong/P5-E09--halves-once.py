"""A milestone at 20 only: later epochs keep the rate.

Caught by: P5-E09.halved-every-20-epochs
"""

def build_scheduler(optimizer, step_epochs=20, gamma=0.5):
    return torch.optim.lr_scheduler.MultiStepLR(optimizer, [step_epochs], gamma)
