"""The encoder alone, not its parts, is set to eval: batch norm inside stays in train mode.

Caught by: P5-E16.switch-off, P5-E16.frozen
"""
class PointCLIP(PointCLIP):
    def train(self, mode=True):
        nn.Module.train(self, mode)
        self.encoder.training = False
        return self
