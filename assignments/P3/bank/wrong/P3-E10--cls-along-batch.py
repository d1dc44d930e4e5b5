"""Concatenates along the batch.

Caught by: P3-E10.cls-first
"""
def prepend_cls(tokens, cls_token):
    return torch.cat((cls_token.expand(-1, tokens.shape[1], -1), tokens), 0)
