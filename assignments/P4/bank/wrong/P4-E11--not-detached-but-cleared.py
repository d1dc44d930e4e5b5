"""Not detached; the generator's gradients are cleared at once: the same parameters, for a backward pass through the
generator that nobody needs.

Caught by: P4-E11.no-gradient-into-the-generator
"""


def gan_step(generator, discriminator, g_optimizer, d_optimizer, real, labels):
    def generate():
        return generator(torch.randn(len(real), generator.z_dim, device=real.device), labels)
    fake = generate()
    d_loss = discriminator_loss(discriminator(real, labels), discriminator(fake, labels))
    d_optimizer.zero_grad()
    d_loss.backward()
    g_optimizer.zero_grad()
    d_optimizer.step()
    g_loss = generator_loss(discriminator(generate(), labels))
    g_optimizer.zero_grad()
    g_loss.backward()
    g_optimizer.step()
    return {"d_loss": d_loss.item(), "g_loss": g_loss.item()}
