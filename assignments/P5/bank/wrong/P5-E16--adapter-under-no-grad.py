"""The whole forward without gradients: nothing can be trained.

Caught by: P5-E16.switch-on, P5-E16.frozen
"""
class PointCLIP(PointCLIP):
    @torch.no_grad()
    def forward(self, points):
        features = encode_views(self.encoder, points, self.size)
        if self.adapter_on:
            features = self.adapter(features)
        return compute_pointclip_logits(features, self.text_features, self.logit_scale, self.view_weights)
