"""Adds probabilities of the views: the winner is mostly the same.

Caught by: P5-E15.combine
"""
def compute_pointclip_logits(view_features, text_features, logit_scale, view_weights):
    b, v = view_features.shape[:2]
    logits = compute_clip_logits(view_features.reshape(b * v, -1), text_features, logit_scale).view(b, v, -1)

    return torch.einsum("v,bvc->bc", view_weights, logits.softmax(dim=-1))
