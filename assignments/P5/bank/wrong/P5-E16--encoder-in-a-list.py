"""The encoder hides in a list: it is never moved.

Caught by: P5-E16.frozen, P5-E16.moved
"""
class PointCLIP(PointCLIP):
    def __init__(self, encoder, *args, **kwargs):
        super().__init__(encoder, *args, **kwargs)
        del self.encoder
        self._parts = [encoder.eval()]

    @property
    def encoder(self):
        return self._parts[0]
