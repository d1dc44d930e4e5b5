"""Only the view weights stay behind; a CPU never shows it.

Caught by: P5-E16.moved
"""
class PointCLIP(PointCLIP):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        weights = self.view_weights
        del self.view_weights
        self.view_weights = weights
