"""The switch starts as 0, which is no bool.

Caught by: P5-E16.switch-off
"""
class PointCLIP(PointCLIP):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.adapter_on = 0
