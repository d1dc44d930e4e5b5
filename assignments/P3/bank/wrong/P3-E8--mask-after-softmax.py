"""Clears forbidden weights after the softmax: the rest of the row no longer sums to 1.

Caught by: P3-E8.mask-per-sample, P3-E8.mask-for-all
"""
def scaled_dot_product_attention(q, k, v, mask=None):
    scores = q @ k.transpose(1, 2) / math.sqrt(q.shape[-1])
    weights = scores.softmax(-1)
    if mask is not None:
        weights = weights * mask
    return weights @ v, weights
