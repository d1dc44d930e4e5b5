"""Another default rate: every call that names the rate is right.

Caught by: P4-E12.adam
"""
def invert(generator, target, y, steps=200, lr=0.1):
    was = generator.training
    generator.eval()
    z = torch.randn(target.shape[0], generator.z_dim, device=target.device).requires_grad_()
    opt = torch.optim.Adam([z], lr=lr)
    history = []
    for _ in range(steps):
        loss = F.mse_loss(generator(z, y), target)
        (z.grad,) = torch.autograd.grad(loss, z)
        history.append(loss.item())
        opt.step()
    generator.train(was)
    return z.detach(), history
