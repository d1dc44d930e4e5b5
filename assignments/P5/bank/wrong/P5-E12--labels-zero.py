"""All pairs belong to the first text; the loss still falls, since the encoder can obey.

Caught by: P5-E12.loss, P5-E12.loss-limits
"""
def compute_contrastive_loss(image_features, text_features, logit_scale):

    logits = compute_clip_logits(image_features, text_features, logit_scale)
    own = torch.zeros(len(logits), dtype=torch.int64, device=logits.device)
    return (F.cross_entropy(logits, own) + F.cross_entropy(logits.T, own)) / 2
