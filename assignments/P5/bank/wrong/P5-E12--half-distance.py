"""Negative squared distance of unit vectors is 2 cos - 2: the same softmax, other logits.

Caught by: P5-E12.logits, P5-E12.scale
"""
def compute_clip_logits(image_features, text_features, logit_scale):
    images = F.normalize(image_features, dim=-1)
    texts = F.normalize(text_features, dim=-1)

    return -logit_scale.exp() * torch.cdist(images, texts).square()
