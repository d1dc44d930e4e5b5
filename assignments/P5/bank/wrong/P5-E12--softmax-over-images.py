"""Softmax along the wrong axis: the columns sum to 1; top-1 is often the same.

Caught by: P5-E12.probabilities
"""
def classify_zero_shot(image_features, text_features, logit_scale):

    return compute_clip_logits(image_features, text_features, logit_scale).softmax(dim=0)
