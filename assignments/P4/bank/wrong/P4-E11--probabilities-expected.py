"""BCE with logits of probabilities: a double sigmoid.

Caught by: P4-E11.discriminator-loss
"""
def discriminator_loss(real_logits, fake_logits):
    real, fake = real_logits.sigmoid(), fake_logits.sigmoid()
    return F.softplus(-real).mean() + F.softplus(fake).mean()
