"""A list as the pair of results, matmul with a scaled feature, cross entropy over both stacked at once.
"""
def compute_clip_logits(image_features, text_features, logit_scale):

    unit = [f / f.pow(2).sum(-1, keepdim=True).sqrt() for f in (image_features, text_features)]
    return torch.matmul(unit[0] * logit_scale.exp(), unit[1].transpose(0, 1))


def pick_top_k(probs, k=5):
    best = probs.to("cpu").topk(min(probs.shape[1], k))
    return [best.values, best.indices]


def compute_contrastive_loss(image_features, text_features, logit_scale):
    logits = compute_clip_logits(image_features, text_features, logit_scale)
    both = torch.cat([logits, logits.t()])
    return F.cross_entropy(both, torch.arange(len(logits), device=logits.device).repeat(2))
