"""Rows are texts: nobody notices while there are as many texts as images.

Caught by: P5-E12.logits, P5-E12.scale, P5-E12.logits-form
"""
def compute_clip_logits(image_features, text_features, logit_scale):
    images = F.normalize(image_features, dim=-1)
    texts = F.normalize(text_features, dim=-1)

    return logit_scale.exp() * texts @ images.T
