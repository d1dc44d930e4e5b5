"""Caps the factor at 100, as the published training does after each step: unseen in short trainings.

Caught by: P5-E12.scale
"""
def compute_clip_logits(image_features, text_features, logit_scale):
    images = F.normalize(image_features, dim=-1)
    texts = F.normalize(text_features, dim=-1)

    return logit_scale.exp().clamp(max=100) * images @ texts.T
