"""Divides the arguments in place: the second call sees unit vectors and is right.

Caught by: P5-E12.logits-form
"""
def compute_clip_logits(image_features, text_features, logit_scale):

    with torch.no_grad():
        image_features.div_(image_features.norm(dim=-1, keepdim=True))
        text_features.div_(text_features.norm(dim=-1, keepdim=True))
    return logit_scale.exp() * image_features @ text_features.T
