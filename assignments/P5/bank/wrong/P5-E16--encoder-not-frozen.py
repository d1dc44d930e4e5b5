"""The encoder's parameters require gradients; an optimiser of the adapter alone never notices.

Caught by: P5-E16.frozen
"""
class PointCLIP(PointCLIP):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.encoder.requires_grad_(True)
