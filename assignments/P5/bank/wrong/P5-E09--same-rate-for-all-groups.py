"""Gives all groups the rate of the first one.

Caught by: P5-E09.halved-every-20-epochs, P5-E09.other-steps
"""

class OneRate:
    def __init__(self, optimizer, step_epochs, gamma):
        self.optimizer, self.step_epochs, self.gamma, self.calls = optimizer, step_epochs, gamma, 0
        self.base = optimizer.param_groups[0]["lr"]

    def step(self):
        self.calls += 1
        for group in self.optimizer.param_groups:
            group["lr"] = self.base * self.gamma ** (self.calls // self.step_epochs)


def build_scheduler(optimizer, step_epochs=20, gamma=0.5):
    return OneRate(optimizer, step_epochs, gamma)
