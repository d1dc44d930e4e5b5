"""Subtracts the mean of the batch first, as for a correlation: right for centred features only.

Caught by: P5-E12.logits
"""
def compute_clip_logits(image_features, text_features, logit_scale):

    images = F.normalize(image_features - image_features.mean(0, keepdim=True), dim=-1)
    texts = F.normalize(text_features, dim=-1)
    return logit_scale.exp() * images @ texts.T
