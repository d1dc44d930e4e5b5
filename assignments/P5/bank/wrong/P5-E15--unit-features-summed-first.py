"""Sums unit features and normalises again: another length, the same winner.

Caught by: P5-E15.combine
"""
def compute_pointclip_logits(view_features, text_features, logit_scale, view_weights):

    features = torch.einsum("v,bvd->bd", view_weights, F.normalize(view_features, dim=-1))
    return compute_clip_logits(features, text_features, logit_scale)
