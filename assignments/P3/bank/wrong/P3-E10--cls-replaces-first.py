"""Overwrites the first patch: the length stays.

Caught by: P3-E10.cls-first
"""
def prepend_cls(tokens, cls_token):
    return torch.cat((cls_token.expand(len(tokens), -1, -1), tokens[:, 1:]), 1)
