"""Takes the mode of the model for the switch.

Caught by: P5-E16.switch-off, P5-E16.switch-on
"""
class PointCLIP(PointCLIP):
    def forward(self, points):
        features = encode_views(self.encoder, points, self.size)
        if self.adapter is not None and self.training:
            features = self.adapter(features)
        return compute_pointclip_logits(features, self.text_features, self.logit_scale, self.view_weights)
