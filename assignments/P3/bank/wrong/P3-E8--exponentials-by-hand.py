"""Exponentiates the scores as they are: right for small ones, inf/inf for 100.

Caught by: P3-E8.large-logits
"""
def scaled_dot_product_attention(q, k, v, mask=None):
    scores = q @ k.transpose(1, 2) / math.sqrt(q.shape[-1])
    raised = scores.exp()
    if mask is not None:
        raised = raised * mask
    total = raised.sum(-1, keepdim=True)
    weights = raised / total.masked_fill(total == 0, 1)
    return weights @ v, weights
