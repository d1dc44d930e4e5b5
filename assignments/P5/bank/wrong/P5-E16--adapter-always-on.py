"""The switch is not looked at: few-shot numbers are right, zero-shot ones are not.

Caught by: P5-E16.switch-off
"""
class PointCLIP(PointCLIP):
    def forward(self, points):
        features = encode_views(self.encoder, points, self.size)
        if self.adapter is not None:
            features = self.adapter(features)
        return compute_pointclip_logits(features, self.text_features, self.logit_scale, self.view_weights)
