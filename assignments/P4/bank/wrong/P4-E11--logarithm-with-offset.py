"""log(sigmoid + 1e-8): finite, and flat for sure logits.

Caught by: P4-E11.extreme-logits
"""
def discriminator_loss(real_logits, fake_logits):
    return -(torch.sigmoid(real_logits) + 1e-8).log().mean() - (1 - torch.sigmoid(fake_logits) + 1e-8).log().mean()


def generator_loss(fake_logits):
    return -(torch.sigmoid(fake_logits) + 1e-8).log().mean()
