"""train() does nothing: the adapter could never have dropout.

Caught by: P5-E16.frozen
"""
class PointCLIP(PointCLIP):
    def train(self, mode=True):
        self.encoder.eval()
        return self
