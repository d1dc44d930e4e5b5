"""Weighted sum of the unit view features first, then one matrix product: the sum is linear.
"""
def encode_views(encoder, points, size=32):
    return torch.stack([encoder(stack_views(project_depth(cloud.unsqueeze(0), size))) for cloud in points])


def compute_pointclip_logits(view_features, text_features, logit_scale, view_weights):
    unit = view_features / view_features.norm(dim=-1, keepdim=True)
    combined = (view_weights.view(1, -1, 1) * unit).sum(dim=1)
    return logit_scale.exp() * combined @ (text_features / text_features.norm(dim=-1, keepdim=True)).T
