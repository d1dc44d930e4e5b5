"""model.train() puts the encoder into train mode: batch norm takes the statistics of the batch and changes its own.

Caught by: P5-E16.switch-off, P5-E16.switch-on, P5-E16.frozen, P5-E16.only-the-adapter
"""
class PointCLIP(PointCLIP):
    def train(self, mode=True):
        return nn.Module.train(self, mode)
