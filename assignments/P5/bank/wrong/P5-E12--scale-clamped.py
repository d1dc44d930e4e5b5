"""Clamps the logarithm to [0, log 100] as the published training does: no factor below 1 any more.

Caught by: P5-E12.scale
"""
def compute_clip_logits(image_features, text_features, logit_scale):
    images = F.normalize(image_features, dim=-1)
    texts = F.normalize(text_features, dim=-1)

    return logit_scale.clamp(0, math.log(100)).exp() * images @ texts.T
