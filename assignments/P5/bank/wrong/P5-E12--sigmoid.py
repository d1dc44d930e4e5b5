"""A sigmoid for each pair: the order is the same, rows do not sum to 1.

Caught by: P5-E12.probabilities
"""
def classify_zero_shot(image_features, text_features, logit_scale):

    return compute_clip_logits(image_features, text_features, logit_scale).sigmoid()
