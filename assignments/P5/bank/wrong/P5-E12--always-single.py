"""Casts to float32 for speed: float64 is lost.

Caught by: P5-E12.logits, P5-E12.logits-form
"""
def compute_clip_logits(image_features, text_features, logit_scale):

    images = F.normalize(image_features.float(), dim=-1)
    texts = F.normalize(text_features.float(), dim=-1)
    return logit_scale.float().exp() * images @ texts.T
