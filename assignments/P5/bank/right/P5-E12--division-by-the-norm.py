"""Divides by the norms afterwards, einsum, temperature exp(-logit_scale).
"""
def compute_clip_logits(image_features, text_features, logit_scale):

    dots = torch.einsum("bd,cd->bc", image_features, text_features)
    lengths = torch.outer(image_features.norm(dim=1), text_features.norm(dim=1))
    return dots / lengths / torch.exp(-logit_scale)


def classify_zero_shot(image_features, text_features, logit_scale):
    logits = compute_clip_logits(image_features=image_features, text_features=text_features, logit_scale=logit_scale)
    powers = (logits - logits.max(dim=1, keepdim=True).values).exp()
    return powers / powers.sum(dim=1, keepdim=True)


def pick_top_k(probs, k=5):
    indices = torch.argsort(probs, dim=1, descending=True)[:, :k]
    return torch.gather(probs, 1, indices).cpu(), indices.cpu()


def compute_contrastive_loss(image_features, text_features, logit_scale):
    logits = compute_clip_logits(image_features, text_features, logit_scale)
    to_text = logits.log_softmax(dim=1).diagonal()
    to_image = logits.log_softmax(dim=0).diagonal()
    return -0.5 * (to_text + to_image).mean()
