"""Copies the weights into a new tensor on the CPU.

Caught by: P5-E15.combine-form
"""
def compute_pointclip_logits(view_features, text_features, logit_scale, view_weights):
    b, v = view_features.shape[:2]
    logits = compute_clip_logits(view_features.reshape(b * v, -1), text_features, logit_scale).view(b, v, -1)

    weights = torch.tensor(view_weights.tolist(), dtype=logits.dtype)
    return (weights[None, :, None] * logits).sum(1)
