"""Uniform with the variance 1: only the fourth moment tells.

Caught by: P4-E12.start
"""
def invert(generator, target, y, steps=200, lr=0.05):
    was = generator.training
    generator.eval()
    z = (math.sqrt(12) * (torch.rand(target.shape[0], generator.z_dim, device=target.device) - 0.5)).requires_grad_()
    opt = torch.optim.Adam([z], lr=lr)
    history = []
    for _ in range(steps):
        loss = F.mse_loss(generator(z, y), target)
        (z.grad,) = torch.autograd.grad(loss, z)
        history.append(loss.item())
        opt.step()
    generator.train(was)
    return z.detach(), history
