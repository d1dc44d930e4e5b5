"""`torch.autograd.grad` and assigned gradients; `logaddexp`.
"""
def softplus(x):
    return torch.logaddexp(x, torch.zeros_like(x))


def discriminator_loss(real_logits, fake_logits):
    return torch.mean(softplus(-real_logits)) + torch.mean(softplus(fake_logits))


def generator_loss(fake_logits):
    return torch.mean(softplus(-fake_logits))


def descend(loss, network, optimizer):
    parameters = [p for p in network.parameters() if p.requires_grad]
    for p, gradient in zip(parameters, torch.autograd.grad(loss, parameters, allow_unused=True)):
        p.grad = gradient
    optimizer.step()
    return float(loss.item())


def gan_step(generator, discriminator, g_optimizer, d_optimizer, real, labels):
    shape = (real.size(0), generator.z_dim)
    fake = generator(torch.randn(shape, device=real.device, dtype=real.dtype), labels).detach()
    fake_logits, real_logits = discriminator(fake, labels), discriminator(real, labels)
    first = descend(discriminator_loss(real_logits, fake_logits), discriminator, d_optimizer)
    again = generator(torch.randn(shape, device=real.device, dtype=real.dtype), labels)
    second = descend(generator_loss(discriminator(again, labels)), generator, g_optimizer)
    return {"d_loss": first, "g_loss": second}
