"""The switch is on at the start if there is an adapter.

Caught by: P5-E16.switch-off
"""
class PointCLIP(PointCLIP):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.adapter_on = self.adapter is not None
