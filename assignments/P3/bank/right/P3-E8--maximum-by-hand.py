"""Own softmax: the maximum over the allowed keys is subtracted, the sum of an empty row replaced by 1."""
def scaled_dot_product_attention(q, k, v, mask=None):
    scores = torch.bmm(q, k.permute(0, 2, 1)).div(math.sqrt(k.size(-1)))
    keep = torch.ones_like(scores) if mask is None else mask.to(scores.dtype).expand_as(scores)
    top = scores.masked_fill(keep == 0, -torch.inf).amax(2, keepdim=True)
    raised = (scores - top.masked_fill(top == -torch.inf, 0)).masked_fill(keep == 0, -torch.inf).exp()
    weights = raised / raised.sum(2, keepdim=True).clamp(min=1e-30)
    return torch.bmm(weights, v), weights
