"""The second noise is the first one with the other sign: each is standard normal, but not new.

Caught by: P4-E11.noise
"""


def gan_step(generator, discriminator, g_optimizer, d_optimizer, real, labels):
    z = torch.randn(len(real), generator.z_dim, device=real.device)
    def generate():
        return generator(z, labels)
    fake = generate().detach()
    d_loss = discriminator_loss(discriminator(real, labels), discriminator(fake, labels))
    d_optimizer.zero_grad()
    d_loss.backward()
    d_optimizer.step()
    z = -z
    g_loss = generator_loss(discriminator(generate(), labels))
    g_optimizer.zero_grad()
    g_loss.backward()
    g_optimizer.step()
    return {"d_loss": d_loss.item(), "g_loss": g_loss.item()}
