"""Folds (B*V, C) as (V, B, C): right for a single cloud.

Caught by: P5-E15.combine
"""
def compute_pointclip_logits(view_features, text_features, logit_scale, view_weights):

    b, v = view_features.shape[:2]
    logits = compute_clip_logits(view_features.reshape(b * v, -1), text_features, logit_scale).view(v, b, -1)
    return torch.einsum("v,vbc->bc", view_weights, logits)
