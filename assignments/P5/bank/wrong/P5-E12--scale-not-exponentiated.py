"""Multiplies by the logarithm of the factor; the winner is the same while it is positive.

Caught by: P5-E12.logits, P5-E12.scale
"""
def compute_clip_logits(image_features, text_features, logit_scale):
    images = F.normalize(image_features, dim=-1)
    texts = F.normalize(text_features, dim=-1)

    return logit_scale * images @ texts.T
