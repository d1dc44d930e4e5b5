"""Adds -1e9 to forbidden scores; the weights of an empty row are cleared afterwards."""
def scaled_dot_product_attention(q, k, v, mask=None):
    scores = torch.baddbmm(torch.zeros(1, 1, 1, dtype=q.dtype, device=q.device), q, k.transpose(-2, -1), beta=0)
    scores = scores / torch.tensor(q.shape[-1], dtype=q.dtype, device=q.device).sqrt()
    if mask is not None:
        scores = scores + torch.zeros_like(scores).masked_fill(~mask, -1e9)
    weights = torch.softmax(scores, -1)
    if mask is not None:
        weights = weights * mask.any(-1, keepdim=True).to(weights.dtype)
    return torch.bmm(weights, v), weights
