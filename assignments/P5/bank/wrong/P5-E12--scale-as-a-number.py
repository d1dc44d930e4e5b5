"""Reads the scale as a Python number: right values, but the scale is never learned.

Caught by: P5-E12.scale
"""
def compute_clip_logits(image_features, text_features, logit_scale):
    images = F.normalize(image_features, dim=-1)
    texts = F.normalize(text_features, dim=-1)

    return math.exp(logit_scale.item()) * images @ texts.T
