"""Freezes D for G's update and does not release it.

Caught by: P4-E11.modes
"""
def gan_step(generator, discriminator, g_optimizer, d_optimizer, real, labels):
    b = real.shape[0]
    z = torch.randn(b, generator.z_dim, device=real.device)
    fake = generator(z, labels).detach()
    discriminator.requires_grad_(True)
    d_optimizer.zero_grad()
    d_loss = discriminator_loss(discriminator(real, labels), discriminator(fake, labels))
    d_loss.backward()
    d_optimizer.step()
    g_optimizer.zero_grad()
    z = torch.randn(b, generator.z_dim, device=real.device)
    discriminator.requires_grad_(False)
    g_loss = generator_loss(discriminator(generator(z, labels), labels))
    g_loss.backward()
    g_optimizer.step()
    return {"d_loss": d_loss.item(), "g_loss": g_loss.item()}
