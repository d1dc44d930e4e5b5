"""Makes a new random vector in each call.

Caught by: P3-E10.cls-first, P3-E10.cls-gradient
"""
def prepend_cls(tokens, cls_token):
    return torch.cat((torch.randn(1, 1, tokens.shape[2], dtype=tokens.dtype, device=tokens.device).expand(len(tokens), -1, -1), tokens), 1)
