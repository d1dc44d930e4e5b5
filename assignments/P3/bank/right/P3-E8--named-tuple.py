"""Returns a named tuple, which is a tuple."""
def scaled_dot_product_attention(q, k, v, mask=None):
    from collections import namedtuple

    scores = q.matmul(k.transpose(-1, -2)) / math.sqrt(q.shape[-1])
    weights = scores.softmax(-1) if mask is None else scores.masked_fill(~mask, -torch.inf).softmax(-1).nan_to_num()
    return namedtuple("Attention", "out weights")(weights.matmul(v), weights)
