"""Leaves the scale out of the probabilities: the winner is right, all classes look alike.

Caught by: P5-E12.probabilities
"""
def classify_zero_shot(image_features, text_features, logit_scale):
    images = F.normalize(image_features, dim=-1)
    texts = F.normalize(text_features, dim=-1)

    return (images @ texts.T).softmax(dim=-1)
