"""One feature for the cloud: the weighted sum of the view features, normalised once.

Caught by: P5-E15.combine
"""
def compute_pointclip_logits(view_features, text_features, logit_scale, view_weights):

    features = torch.einsum("v,bvd->bd", view_weights, view_features)
    return compute_clip_logits(features, text_features, logit_scale)
