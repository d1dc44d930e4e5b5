"""Appends CLS at the end.

Caught by: P3-E10.cls-first, P3-E10.cls-gradient
"""
def prepend_cls(tokens, cls_token):
    return torch.cat((tokens, cls_token.expand(len(tokens), -1, -1)), 1)
