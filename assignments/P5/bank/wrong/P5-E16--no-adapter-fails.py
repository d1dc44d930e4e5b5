"""trainable_parameters fails without adapter.

Caught by: P5-E16.frozen
"""
class PointCLIP(PointCLIP):
    def trainable_parameters(self):
        return list(self.adapter.parameters())
