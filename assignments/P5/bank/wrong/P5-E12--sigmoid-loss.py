"""Independent yes/no decisions for each pair (SigLIP): another loss, which also trains.

Caught by: P5-E12.loss, P5-E12.loss-limits
"""
def compute_contrastive_loss(image_features, text_features, logit_scale):

    logits = compute_clip_logits(image_features, text_features, logit_scale)
    signs = 2 * torch.eye(len(logits), dtype=logits.dtype, device=logits.device) - 1
    return -F.logsigmoid(signs * logits).sum() / len(logits)
