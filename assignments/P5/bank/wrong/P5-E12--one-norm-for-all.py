"""Divides by the norm of the whole matrix: rows keep their ratio of lengths; a batch of one hides it.

Caught by: P5-E12.logits, P5-E12.scale
"""
def compute_clip_logits(image_features, text_features, logit_scale):

    images = image_features / image_features.norm()
    texts = text_features / text_features.norm()
    return logit_scale.exp() * images @ texts.T
