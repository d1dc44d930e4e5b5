"""Exponentiates the scale when it is stored and again when it is used.

Caught by: P5-E16.switch-off, P5-E16.switch-on
"""
class PointCLIP(PointCLIP):
    def __init__(self, encoder, text_features, logit_scale, *args, **kwargs):
        super().__init__(encoder, text_features, logit_scale.exp(), *args, **kwargs)
