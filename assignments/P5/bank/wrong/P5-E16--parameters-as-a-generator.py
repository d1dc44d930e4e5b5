"""trainable_parameters returns a generator: empty when it is read a second time.

Caught by: P5-E16.frozen
"""
class PointCLIP(PointCLIP):
    def trainable_parameters(self):
        return (one for one in ([] if self.adapter is None else self.adapter.parameters()))
