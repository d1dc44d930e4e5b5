"""Keeps the features of the first clouds and uses them for the next ones.

Caught by: P5-E16.switch-off, P5-E16.switch-on
"""
class PointCLIP(PointCLIP):
    def forward(self, points):
        if getattr(self, "_kept", None) is None or len(self._kept) != len(points):
            self._kept = encode_views(self.encoder, points, self.size)
        features = self.adapter(self._kept) if self.adapter_on else self._kept
        return compute_pointclip_logits(features, self.text_features, self.logit_scale, self.view_weights)
