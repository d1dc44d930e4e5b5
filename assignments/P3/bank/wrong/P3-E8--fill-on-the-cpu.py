"""Makes the fill values on the CPU.

Caught by: P3-E8.device
"""
def scaled_dot_product_attention(q, k, v, mask=None):
    scores = q @ k.transpose(1, 2) / math.sqrt(q.shape[-1])
    if mask is not None:
        low = torch.full(scores.shape, torch.finfo(scores.dtype).min, dtype=scores.dtype)
        scores = torch.where(mask, scores, low)
    weights = scores.softmax(-1)
    if mask is not None:
        weights = weights * mask
    return weights @ v, weights
