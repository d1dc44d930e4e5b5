"""Cuts the gradient to the texts: only the image encoder learns.

Caught by: P5-E12.loss-gradient
"""
def compute_contrastive_loss(image_features, text_features, logit_scale):

    logits = compute_clip_logits(image_features, text_features.detach(), logit_scale)
    own = torch.arange(len(logits), device=logits.device)
    return (F.cross_entropy(logits, own) + F.cross_entropy(logits.T, own)) / 2
