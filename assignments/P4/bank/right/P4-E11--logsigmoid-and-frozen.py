"""`logsigmoid`; D frozen while G learns and released afterwards; two backward passes for D; cleared at the end.
"""
def discriminator_loss(real_logits, fake_logits):
    return -(F.logsigmoid(real_logits).mean() + F.logsigmoid(-fake_logits).mean())


def generator_loss(fake_logits):
    return -F.logsigmoid(fake_logits).mean()


def gan_step(generator, discriminator, g_optimizer, d_optimizer, real, labels):
    n, device = len(labels), real.device
    flags = [p.requires_grad for p in discriminator.parameters()]
    g_optimizer.zero_grad()
    d_optimizer.zero_grad()
    fake = generator(torch.empty(n, generator.z_dim, device=device).normal_(), labels)
    d_loss = discriminator_loss(discriminator(real, labels), discriminator(fake.detach(), labels))
    d_loss.backward()
    d_optimizer.step()
    for p in discriminator.parameters():
        p.requires_grad_(False)
    fake = generator(torch.empty(n, generator.z_dim, device=device).normal_(), labels)
    g_loss = generator_loss(discriminator(fake, labels))
    g_loss.backward()
    g_optimizer.step()
    for p, flag in zip(discriminator.parameters(), flags):
        p.requires_grad_(flag)
    g_optimizer.zero_grad()
    return {"g_loss": g_loss.item(), "d_loss": d_loss.item()}
