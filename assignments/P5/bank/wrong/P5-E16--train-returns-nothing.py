"""train() returns None: model.eval() does too, and a chain of calls breaks.

Caught by: P5-E16.frozen
"""
class PointCLIP(PointCLIP):
    def train(self, mode=True):
        nn.Module.train(self, mode)
        self.encoder.eval()
