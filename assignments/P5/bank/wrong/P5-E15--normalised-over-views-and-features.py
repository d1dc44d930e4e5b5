"""One norm for all views of a cloud: a view with a long feature decides.

Caught by: P5-E15.combine
"""
def compute_pointclip_logits(view_features, text_features, logit_scale, view_weights):

    flat = view_features / view_features.flatten(1).norm(dim=1)[:, None, None]
    return logit_scale.exp() * torch.einsum("v,bvd,cd->bc", view_weights, flat, F.normalize(text_features, dim=-1))
