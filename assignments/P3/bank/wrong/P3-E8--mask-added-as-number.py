"""Adds the mask as 0 and 1: allowed keys gain a little, forbidden ones keep most of their weight.

Caught by: P3-E8.mask-per-sample, P3-E8.mask-for-all
"""
def scaled_dot_product_attention(q, k, v, mask=None):
    scores = q @ k.transpose(1, 2) / math.sqrt(q.shape[-1])
    if mask is not None:
        scores = scores + mask
    weights = scores.softmax(-1)
    return weights @ v, weights
