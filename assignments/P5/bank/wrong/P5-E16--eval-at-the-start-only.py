"""Eval mode is set once, in the constructor.

Caught by: P5-E16.switch-off, P5-E16.switch-on, P5-E16.frozen
"""
class PointCLIP(PointCLIP):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.encoder.eval()

    def train(self, mode=True):
        return nn.Module.train(self, mode)
