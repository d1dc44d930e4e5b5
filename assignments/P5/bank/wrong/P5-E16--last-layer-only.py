"""Tells the weights of the last layer only.

Caught by: P5-E16.frozen, P5-E16.only-the-adapter
"""
class PointCLIP(PointCLIP):
    def trainable_parameters(self):
        return [] if self.adapter is None else list(self.adapter.parameters())[-2:]
