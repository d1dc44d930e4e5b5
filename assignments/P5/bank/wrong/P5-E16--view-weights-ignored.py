"""Equal weights for all views.

Caught by: P5-E16.switch-off, P5-E16.switch-on
"""
class PointCLIP(PointCLIP):
    def __init__(self, encoder, text_features, logit_scale, view_weights, adapter=None, size=32):
        super().__init__(encoder, text_features, logit_scale, torch.full_like(view_weights, 1 / 6), adapter, size)
