"""Multiplies the features by the weights, which the cosine takes out again.

Caught by: P5-E15.combine
"""
def compute_pointclip_logits(view_features, text_features, logit_scale, view_weights):

    b, v = view_features.shape[:2]
    scaled = (view_features * view_weights[None, :, None]).reshape(b * v, -1)
    return compute_clip_logits(scaled, text_features, logit_scale).view(b, v, -1).sum(1)
