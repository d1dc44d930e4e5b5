"""Cosines by einsum, everything at once; reshape in encode_views.
"""
def encode_views(encoder, points, size=32):
    images = stack_views(project_depth(points, size))
    return encoder(images).reshape(points.shape[0], -1, encoder(images[:1]).shape[1])


def compute_pointclip_logits(view_features, text_features, logit_scale, view_weights):
    views, texts = F.normalize(view_features, dim=2), F.normalize(text_features, dim=1)
    return torch.einsum("v,bvd,cd->bc", view_weights, views, texts) * torch.exp(logit_scale)
