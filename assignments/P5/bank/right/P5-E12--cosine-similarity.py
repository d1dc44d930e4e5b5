"""F.cosine_similarity by broadcasting; targets as one-hot rows; topk's own named result.
"""
def compute_clip_logits(image_features, text_features, logit_scale):

    cosine = F.cosine_similarity(image_features.unsqueeze(1), text_features.unsqueeze(0), dim=2)
    return cosine * logit_scale.exp()


def classify_zero_shot(image_features, text_features, logit_scale):
    return nn.Softmax(dim=1)(compute_clip_logits(image_features, text_features, logit_scale)).detach()


def pick_top_k(probs, k=5):
    return torch.topk(probs.detach().cpu(), k if k < probs.size(1) else probs.size(1), dim=1)


def compute_contrastive_loss(image_features, text_features, logit_scale):
    image_to_text = compute_clip_logits(image_features, text_features, logit_scale)
    text_to_image = compute_clip_logits(text_features, image_features, logit_scale)
    target = torch.eye(len(image_features), dtype=image_features.dtype, device=image_features.device)
    criterion = nn.CrossEntropyLoss()
    return (criterion(image_to_text, target) + criterion(text_to_image, target)).mul(0.5)
