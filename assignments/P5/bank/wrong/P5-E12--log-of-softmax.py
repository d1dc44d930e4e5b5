"""Logarithm of a softmax: infinite in float32 where a pair is far from its place and the factor large.

Caught by: P5-E12.loss
"""
def compute_contrastive_loss(image_features, text_features, logit_scale):

    logits = compute_clip_logits(image_features, text_features, logit_scale)
    to_text = -logits.softmax(1).diagonal().log().mean()
    to_image = -logits.softmax(0).diagonal().log().mean()
    return (to_text + to_image) / 2
