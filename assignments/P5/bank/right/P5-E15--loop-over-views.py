"""One view of all clouds at a time, under no_grad; logits added one by one.
"""
@torch.no_grad()
def encode_views(encoder, points, size=32):
    depth = project_depth(points, size=size)
    return torch.stack([encoder(stack_views(depth[:, v : v + 1])) for v in range(depth.shape[1])], dim=1)


def compute_pointclip_logits(view_features, text_features, logit_scale, view_weights):
    total = 0
    for v in range(view_features.shape[1]):
        total = total + view_weights[v] * compute_clip_logits(view_features[:, v], text_features, logit_scale)
    return total
