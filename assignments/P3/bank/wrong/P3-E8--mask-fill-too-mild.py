"""Fills forbidden scores with -50: weights are tiny, not 0, and for allowed scores of -100 forbidden keys win.

Caught by: P3-E8.mask-per-sample, P3-E8.large-logits
"""
def scaled_dot_product_attention(q, k, v, mask=None):
    scores = q @ k.transpose(1, 2) / math.sqrt(q.shape[-1])
    if mask is not None:
        scores = scores.masked_fill(~mask, -50.0)
    weights = scores.softmax(-1)
    return weights @ v, weights
