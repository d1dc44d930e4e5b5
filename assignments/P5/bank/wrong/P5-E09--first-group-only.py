"""Changes the rate of the first group only: all is well with one group.

Caught by: P5-E09.halved-every-20-epochs, P5-E09.other-steps
"""

class FirstGroup:
    def __init__(self, optimizer, step_epochs, gamma):
        self.optimizer, self.step_epochs, self.gamma, self.calls = optimizer, step_epochs, gamma, 0

    def step(self):
        self.calls += 1
        if self.calls % self.step_epochs == 0:
            self.optimizer.param_groups[0]["lr"] *= self.gamma


def build_scheduler(optimizer, step_epochs=20, gamma=0.5):
    return FirstGroup(optimizer, step_epochs, gamma)
