"""Logarithms of the probabilities: topk finds the same classes.

Caught by: P5-E12.probabilities
"""
def classify_zero_shot(image_features, text_features, logit_scale):

    return compute_clip_logits(image_features, text_features, logit_scale).log_softmax(dim=-1)
