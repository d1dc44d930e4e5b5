"""The hinge loss of other GANs.

Caught by: P4-E11.discriminator-loss, P4-E11.generator-loss
"""
def discriminator_loss(real_logits, fake_logits):
    return F.relu(1 - real_logits).mean() + F.relu(1 + fake_logits).mean()


def generator_loss(fake_logits):
    return -fake_logits.mean()
