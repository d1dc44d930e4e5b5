"""Gives CLS to the first sample and zeros to the others.

Caught by: P3-E10.cls-first, P3-E10.cls-gradient
"""
def prepend_cls(tokens, cls_token):
    return torch.cat((F.pad(cls_token, (0, 0, 0, 0, 0, len(tokens) - 1)), tokens), 1)
