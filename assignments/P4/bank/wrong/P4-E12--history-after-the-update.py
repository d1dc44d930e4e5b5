"""Notes the loss after each update.

Caught by: P4-E12.history
"""
def invert(generator, target, y, steps=200, lr=0.05):
    was = generator.training
    generator.eval()
    z = torch.randn(target.shape[0], generator.z_dim, device=target.device).requires_grad_()
    opt = torch.optim.Adam([z], lr=lr)
    history = []
    for _ in range(steps):
        loss = F.mse_loss(generator(z, y), target)
        (z.grad,) = torch.autograd.grad(loss, z)
        opt.step()
        with torch.no_grad():
            history.append(F.mse_loss(generator(z, y), target).item())
    generator.train(was)
    return z.detach(), history
