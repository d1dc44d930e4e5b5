"""Adds 1e-6 to the sum of a row so that nothing is divided by 0: no row sums to 1 exactly.

Caught by: P3-E8.values, P3-E8.rows-sum-to-one
"""
def scaled_dot_product_attention(q, k, v, mask=None):
    scores = q @ k.transpose(1, 2) / math.sqrt(q.shape[-1])
    raised = (scores - scores.amax(-1, keepdim=True)).exp()
    if mask is not None:
        raised = raised * mask
    weights = raised / (raised.sum(-1, keepdim=True) + 1e-6)
    return weights @ v, weights
