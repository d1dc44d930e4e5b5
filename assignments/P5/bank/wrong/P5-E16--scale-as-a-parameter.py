"""The scale is a parameter: it gets a gradient, though nobody steps along it.

Caught by: P5-E16.frozen
"""
class PointCLIP(PointCLIP):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        scale = self.logit_scale
        del self.logit_scale
        self.logit_scale = nn.Parameter(scale.clone())
