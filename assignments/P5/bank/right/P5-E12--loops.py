"""Everything by loops, each function on its own.
"""
def compute_clip_logits(image_features, text_features, logit_scale):

    rows = []
    for u in image_features:
        rows.append(torch.stack([torch.dot(u, v) / (torch.linalg.norm(u) * torch.linalg.norm(v)) for v in text_features]))
    return torch.stack(rows) * logit_scale.exp()


def classify_zero_shot(image_features, text_features, logit_scale):
    with torch.no_grad():
        return torch.stack([
            compute_clip_logits(row[None], text_features, logit_scale)[0].softmax(0) for row in image_features
        ])


def pick_top_k(probs, k=5):
    values, indices = [], []
    for row in probs:
        order = sorted(range(len(row)), key=lambda c: row[c].item(), reverse=True)[:k]
        indices.append(order)
        values.append(row[order])
    return torch.stack(values).cpu(), torch.tensor(indices)


def compute_contrastive_loss(image_features, text_features, logit_scale):
    logits = compute_clip_logits(image_features, text_features, logit_scale)
    terms = []
    for i in range(len(logits)):
        terms.append(torch.logsumexp(logits[i], 0) - logits[i, i])
        terms.append(torch.logsumexp(logits[:, i], 0) - logits[i, i])
    return torch.stack(terms).mean()
