"""Lets only the first sample's CLS learn.

Caught by: P3-E10.cls-gradient
"""
def prepend_cls(tokens, cls_token):
    return torch.cat((torch.cat((cls_token, cls_token.detach().expand(len(tokens) - 1, -1, -1))), tokens), 1)
