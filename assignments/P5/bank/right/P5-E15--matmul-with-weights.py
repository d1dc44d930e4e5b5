"""Logits (B, C, V) times the vector of weights.
"""
def encode_views(encoder, points, size=32):
    b = points.size(0)
    features = encoder(stack_views(project_depth(points, size)))
    return features.view(b, features.size(0) // b, features.size(1))


def compute_pointclip_logits(view_features, text_features, logit_scale, view_weights):
    per_view = [compute_clip_logits(cloud, text_features, logit_scale) for cloud in view_features]
    return torch.stack(per_view).transpose(1, 2) @ view_weights
