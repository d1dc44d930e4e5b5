"""Leaves the own pair out of the sum below the line (as some later losses do).

Caught by: P5-E12.loss, P5-E12.loss-limits
"""
def compute_contrastive_loss(image_features, text_features, logit_scale):

    logits = compute_clip_logits(image_features, text_features, logit_scale)
    others = logits.masked_fill(torch.eye(len(logits), dtype=torch.bool, device=logits.device), -1e4)
    own = logits.diagonal()
    return (others.logsumexp(1) - own + others.logsumexp(0) - own).mean() / 2
