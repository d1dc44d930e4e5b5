"""Real is 0 and generated 1, in both losses: the same game, the curves are read wrongly.

Caught by: P4-E11.discriminator-loss, P4-E11.generator-loss
"""
def discriminator_loss(real_logits, fake_logits):
    return F.softplus(real_logits).mean() + F.softplus(-fake_logits).mean()


def generator_loss(fake_logits):
    return F.softplus(fake_logits).mean()
