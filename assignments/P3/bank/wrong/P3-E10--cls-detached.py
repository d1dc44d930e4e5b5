"""Copies the values of CLS: it never learns.

Caught by: P3-E10.cls-gradient, P3-E10.cls-device
"""
def prepend_cls(tokens, cls_token):
    return torch.cat((cls_token.detach().repeat(len(tokens), 1, 1), tokens), 1)
