"""Normalises over the queries: shapes are right, and with as many queries as keys nothing looks odd.

Caught by: P3-E8.values, P3-E8.rows-sum-to-one
"""
def scaled_dot_product_attention(q, k, v, mask=None):
    scores = q @ k.transpose(1, 2) / math.sqrt(q.shape[-1])
    if mask is not None:
        scores = scores.masked_fill(~mask, torch.finfo(scores.dtype).min)
    weights = scores.softmax(1)
    if mask is not None:
        weights = weights * mask
    return weights @ v, weights
