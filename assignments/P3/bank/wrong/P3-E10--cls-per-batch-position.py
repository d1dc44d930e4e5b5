"""Mixes CLS with the mean of the tokens: it differs from sample to sample.

Caught by: P3-E10.cls-first
"""
def prepend_cls(tokens, cls_token):
    return torch.cat((cls_token + tokens.mean(1, keepdim=True), tokens), 1)
