"""Sums over named axes, weights as exp of a difference."""
def scaled_dot_product_attention(q, k, v, mask=None):
    scores = torch.einsum('bnd,bmd->bnm', q, k) / q.size(2) ** 0.5
    if mask is not None:
        scores = scores.masked_fill(~mask, -1e30)
    weights = (scores - scores.logsumexp(2, keepdim=True)).exp()
    if mask is not None:
        weights = weights.masked_fill(~mask, 0)
    return torch.einsum('bnm,bmv->bnv', weights, v), weights
