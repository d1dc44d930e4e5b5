"""Both losses before both updates: G is scored by the old D.

Caught by: P4-E11.parameters, P4-E11.result
"""
def gan_step(generator, discriminator, g_optimizer, d_optimizer, real, labels):
    b = real.shape[0]
    fake = generator(torch.randn(b, generator.z_dim, device=real.device), labels).detach()
    d_loss = discriminator_loss(discriminator(real, labels), discriminator(fake, labels))
    new = generator(torch.randn(b, generator.z_dim, device=real.device), labels)
    g_loss = generator_loss(discriminator(new, labels))
    g_optimizer.zero_grad()
    g_loss.backward()
    d_optimizer.zero_grad()
    d_loss.backward()
    d_optimizer.step()
    g_optimizer.step()
    return {"d_loss": d_loss.item(), "g_loss": g_loss.item()}
