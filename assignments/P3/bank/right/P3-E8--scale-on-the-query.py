"""Matrix product with the scale on q; the empty row is cleared by where."""
def scaled_dot_product_attention(q, k, v, mask=None):
    scores = (q * q.shape[-1] ** -0.5) @ k.mT
    if mask is None:
        weights = F.softmax(scores, dim=2)
    else:
        weights = F.softmax(torch.where(mask, scores, -torch.inf), dim=2)
        weights = torch.where(mask.any(-1, keepdim=True), weights, 0)
    return weights @ v, weights
