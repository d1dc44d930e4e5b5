"""Detaches the images for G's loss as well: G never moves.

Caught by: P4-E11.parameters
"""
def gan_step(generator, discriminator, g_optimizer, d_optimizer, real, labels):
    b = real.shape[0]
    fake = generator(torch.randn(b, generator.z_dim, device=real.device), labels).detach()
    d_optimizer.zero_grad()
    d_loss = discriminator_loss(discriminator(real, labels), discriminator(fake, labels))
    d_loss.backward()
    d_optimizer.step()
    g_optimizer.zero_grad()
    new = generator(torch.randn(b, generator.z_dim, device=real.device), labels).detach()
    g_loss = generator_loss(discriminator(new, labels))
    g_loss.backward()
    g_optimizer.step()
    return {"d_loss": d_loss.item(), "g_loss": g_loss.item()}
