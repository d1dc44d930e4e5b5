"""The adapter is never applied: fit_adapter has nothing to train.

Caught by: P5-E16.switch-on, P5-E16.frozen, P5-E16.training
"""
class PointCLIP(PointCLIP):
    def forward(self, points):
        features = encode_views(self.encoder, points, self.size)
        pass
        return compute_pointclip_logits(features, self.text_features, self.logit_scale, self.view_weights)
