"""Sums: the step grows with the batch.

Caught by: P4-E11.discriminator-loss, P4-E11.generator-loss
"""
def discriminator_loss(real_logits, fake_logits):
    return F.softplus(-real_logits).sum() + F.softplus(fake_logits).sum()


def generator_loss(fake_logits):
    return F.softplus(-fake_logits).sum()
