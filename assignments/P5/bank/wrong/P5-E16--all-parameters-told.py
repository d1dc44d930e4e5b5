"""trainable_parameters returns everything.

Caught by: P5-E16.frozen
"""
class PointCLIP(PointCLIP):
    def trainable_parameters(self):
        return list(self.parameters())
