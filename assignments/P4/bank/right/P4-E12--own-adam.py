"""Adam written out; the gradient by `torch.autograd.grad`.
"""
def invert(generator, target, y, steps=200, lr=0.05):
    modes = {m: m.training for m in generator.modules()}
    generator.eval()
    z = torch.empty(len(y), generator.z_dim, device=target.device).normal_()
    m, v = torch.zeros_like(z), torch.zeros_like(z)
    history = []
    for t in range(1, steps + 1):
        z.requires_grad_(True)
        loss = (generator(z, y) - target).square().mean()
        (g,) = torch.autograd.grad(loss, [z])
        with torch.no_grad():
            m = 0.9 * m + 0.1 * g
            v = 0.999 * v + 0.001 * g * g
            z = z - lr * (m / (1 - 0.9**t)) / ((v / (1 - 0.999**t)).sqrt() + 1e-8)
        history.append(loss.item())
    for module, mode in modes.items():
        module.training = mode
    return z.detach(), history
