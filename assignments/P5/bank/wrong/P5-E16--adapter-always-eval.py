"""`train` keeps the adapter in eval mode, too; the adapter of this notebook does the same in both modes.

Caught by: P5-E16.frozen
"""


class PointCLIP(PointCLIP):
    def train(self, mode=True):
        super().train(mode)
        if self.adapter is not None:
            self.adapter.eval()
        return self
