"""Updates G before D.

Caught by: P4-E11.order, P4-E11.parameters
"""
def gan_step(generator, discriminator, g_optimizer, d_optimizer, real, labels):
    b = real.shape[0]
    g_optimizer.zero_grad()
    g_loss = generator_loss(discriminator(generator(torch.randn(b, generator.z_dim, device=real.device), labels), labels))
    g_loss.backward()
    g_optimizer.step()
    d_optimizer.zero_grad()
    fake = generator(torch.randn(b, generator.z_dim, device=real.device), labels).detach()
    d_loss = discriminator_loss(discriminator(real, labels), discriminator(fake, labels))
    d_loss.backward()
    d_optimizer.step()
    return {"d_loss": d_loss.item(), "g_loss": g_loss.item()}
