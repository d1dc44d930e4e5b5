"""Sums over pixels, averages over samples.

Caught by: P4-E12.history
"""
def invert(generator, target, y, steps=200, lr=0.05):
    was = generator.training
    generator.eval()
    z = torch.randn(target.shape[0], generator.z_dim, device=target.device).requires_grad_()
    opt = torch.optim.Adam([z], lr=lr)
    history = []
    for _ in range(steps):
        loss = (generator(z, y) - target).pow(2).flatten(1).sum(1).mean()
        (z.grad,) = torch.autograd.grad(loss, z)
        history.append(loss.item())
        opt.step()
    generator.train(was)
    return z.detach(), history
