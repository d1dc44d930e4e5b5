"""Always halves every 20 epochs.

Caught by: P5-E09.other-steps
"""

def build_scheduler(optimizer, step_epochs=20, gamma=0.5):
    return torch.optim.lr_scheduler.StepLR(optimizer, 20, 0.5)
