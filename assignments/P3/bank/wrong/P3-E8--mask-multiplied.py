"""Multiplies the scores by the mask: a score of 0 is not a weight of 0.

Caught by: P3-E8.mask-per-sample, P3-E8.mask-for-all
"""
def scaled_dot_product_attention(q, k, v, mask=None):
    scores = q @ k.transpose(1, 2) / math.sqrt(q.shape[-1])
    if mask is not None:
        scores = scores * mask
    weights = scores.softmax(-1)
    return weights @ v, weights
