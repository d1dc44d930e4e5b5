"""Minimises log(1 - D): no gradient while D is sure, that is at the beginning.

Caught by: P4-E11.generator-loss
"""
def generator_loss(fake_logits):
    return -F.softplus(fake_logits).mean()
