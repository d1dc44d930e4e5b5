"""Returns Python numbers: nothing to differentiate.

Caught by: P4-E11.discriminator-loss, P4-E11.generator-loss
"""
def discriminator_loss(real_logits, fake_logits):
    return F.softplus(-real_logits).mean().item() + F.softplus(fake_logits).mean().item()


def generator_loss(fake_logits):
    return F.softplus(-fake_logits).mean().item()
