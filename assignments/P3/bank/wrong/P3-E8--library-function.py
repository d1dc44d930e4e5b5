"""Calls torch's own attention.

Caught by: P3-E8.values
"""
def scaled_dot_product_attention(q, k, v, mask=None):
    eye = torch.eye(k.shape[1], dtype=k.dtype, device=k.device).expand(len(k), -1, -1)
    return tuple(F.scaled_dot_product_attention(q, k, one, attn_mask=mask) for one in (v, eye))
