"""`binary_cross_entropy_with_logits`, `no_grad` for the fake batch, real and generated images in one batch.
"""
def discriminator_loss(real_logits, fake_logits):
    bce = nn.BCEWithLogitsLoss()
    return bce(real_logits, torch.ones_like(real_logits)) + bce(fake_logits, torch.zeros_like(fake_logits))


def generator_loss(fake_logits):
    return F.binary_cross_entropy_with_logits(fake_logits, torch.ones_like(fake_logits))


def gan_step(generator, discriminator, g_optimizer, d_optimizer, real, labels):
    with torch.no_grad():
        fake = generator(torch.randn(labels.numel(), generator.z_dim).to(real), labels)
    scores = discriminator(torch.cat([real, fake]), torch.cat([labels, labels]))
    d_loss = discriminator_loss(*scores.chunk(2))
    d_optimizer.zero_grad(set_to_none=True)
    d_loss.backward()
    d_optimizer.step()

    images = generator(torch.randn(labels.numel(), generator.z_dim).to(real), labels)
    g_loss = generator_loss(discriminator(images, labels))
    g_optimizer.zero_grad(set_to_none=True)
    g_loss.backward()
    g_optimizer.step()
    return dict(d_loss=float(d_loss.detach()), g_loss=float(g_loss.detach()))
