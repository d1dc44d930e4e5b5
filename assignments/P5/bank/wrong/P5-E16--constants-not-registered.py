"""Texts and weights are plain attributes: they stay where they were when the model moves.

Caught by: P5-E16.moved
"""
class PointCLIP(PointCLIP):
    def __init__(self, encoder, text_features, logit_scale, view_weights, adapter=None, size=32):
        super().__init__(encoder, text_features, logit_scale, view_weights, adapter, size)
        for name in ("text_features", "logit_scale", "view_weights"):
            value = getattr(self, name)
            delattr(self, name)
            setattr(self, name, value)
