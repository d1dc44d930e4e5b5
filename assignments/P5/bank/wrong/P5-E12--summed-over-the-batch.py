"""Sums over the pairs: grows with the batch.

Caught by: P5-E12.loss, P5-E12.loss-limits
"""
def compute_contrastive_loss(image_features, text_features, logit_scale):

    logits = compute_clip_logits(image_features, text_features, logit_scale)
    own = torch.arange(len(logits), device=logits.device)
    return (F.cross_entropy(logits, own, reduction="sum") + F.cross_entropy(logits.T, own, reduction="sum")) / 2
