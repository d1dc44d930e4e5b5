"""log(1 + exp): inf for 200.

Caught by: P4-E11.extreme-logits
"""
def discriminator_loss(real_logits, fake_logits):
    return torch.log(1 + torch.exp(-real_logits)).mean() + torch.log(1 + torch.exp(fake_logits)).mean()


def generator_loss(fake_logits):
    return torch.log(1 + torch.exp(-fake_logits)).mean()
