"""The switch counts in eval mode only.

Caught by: P5-E16.switch-on
"""
class PointCLIP(PointCLIP):
    def forward(self, points):
        features = encode_views(self.encoder, points, self.size)
        if self.adapter_on and not self.training:
            features = self.adapter(features)
        return compute_pointclip_logits(features, self.text_features, self.logit_scale, self.view_weights)
