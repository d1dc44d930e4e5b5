"""Dot products: a view with a long feature decides.

Caught by: P5-E15.combine, P5-E15.combine-form
"""
def compute_pointclip_logits(view_features, text_features, logit_scale, view_weights):

    texts = F.normalize(text_features, dim=-1)
    return logit_scale.exp() * torch.einsum("v,bvd,cd->bc", view_weights, view_features, texts)
