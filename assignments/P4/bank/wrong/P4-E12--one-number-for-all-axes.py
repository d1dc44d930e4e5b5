"""One random number a sample, repeated along z.

Caught by: P4-E12.start
"""
def invert(generator, target, y, steps=200, lr=0.05):
    was = generator.training
    generator.eval()
    z = torch.randn(len(target), 1, device=target.device).repeat(1, generator.z_dim).requires_grad_()
    opt = torch.optim.Adam([z], lr=lr)
    history = []
    for _ in range(steps):
        loss = F.mse_loss(generator(z, y), target)
        (z.grad,) = torch.autograd.grad(loss, z)
        history.append(loss.item())
        opt.step()
    generator.train(was)
    return z.detach(), history
