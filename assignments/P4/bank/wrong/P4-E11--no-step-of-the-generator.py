"""G's gradients are computed and not used.

Caught by: P4-E11.order, P4-E11.parameters
"""
def gan_step(generator, discriminator, g_optimizer, d_optimizer, real, labels):
    b = real.shape[0]
    z = torch.randn(b, generator.z_dim, device=real.device)
    fake = generator(z, labels).detach()
    d_optimizer.zero_grad()
    d_loss = discriminator_loss(discriminator(real, labels), discriminator(fake, labels))
    d_loss.backward()
    d_optimizer.step()
    g_optimizer.zero_grad()
    z = torch.randn(b, generator.z_dim, device=real.device)
    g_loss = generator_loss(discriminator(generator(z, labels), labels))
    g_loss.backward()
    return {"d_loss": d_loss.item(), "g_loss": g_loss.item()}
