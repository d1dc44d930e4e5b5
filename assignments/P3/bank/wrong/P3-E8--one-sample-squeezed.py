"""Squeezes: a batch of one sample, or a single query, loses an axis.

Caught by: P3-E8.values
"""
def scaled_dot_product_attention(q, k, v, mask=None):
    scores = q @ k.transpose(1, 2) / math.sqrt(q.shape[-1])
    if mask is not None:
        scores = scores.masked_fill(~mask, torch.finfo(scores.dtype).min)
    weights = scores.softmax(-1)
    if mask is not None:
        weights = weights * mask
    return (weights @ v).squeeze(), weights.squeeze()
