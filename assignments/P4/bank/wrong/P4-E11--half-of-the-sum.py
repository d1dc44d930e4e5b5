"""The mean of both means: half the step for D.

Caught by: P4-E11.discriminator-loss
"""
def discriminator_loss(real_logits, fake_logits):
    return (F.softplus(-real_logits).mean() + F.softplus(fake_logits).mean()) / 2
