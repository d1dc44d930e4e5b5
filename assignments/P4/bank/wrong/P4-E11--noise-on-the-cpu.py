"""Noise without a device.

Caught by: P4-E11.device
"""
def gan_step(generator, discriminator, g_optimizer, d_optimizer, real, labels):
    b = real.shape[0]
    z = torch.randn(b, generator.z_dim)
    fake = generator(z, labels).detach()
    d_optimizer.zero_grad()
    d_loss = discriminator_loss(discriminator(real, labels), discriminator(fake, labels))
    d_loss.backward()
    d_optimizer.step()
    g_optimizer.zero_grad()
    z = torch.randn(b, generator.z_dim)
    g_loss = generator_loss(discriminator(generator(z, labels), labels))
    g_loss.backward()
    g_optimizer.step()
    return {"d_loss": d_loss.item(), "g_loss": g_loss.item()}
