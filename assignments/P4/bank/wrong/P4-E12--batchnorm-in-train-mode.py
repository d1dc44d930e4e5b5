"""Leaves the mode alone: samples mix through the batch and the statistics move.

Caught by: P4-E12.generator-values, P4-E12.history
"""
def invert(generator, target, y, steps=200, lr=0.05):
    was = generator.training
    z = torch.randn(target.shape[0], generator.z_dim, device=target.device).requires_grad_()
    opt = torch.optim.Adam([z], lr=lr)
    history = []
    for _ in range(steps):
        loss = F.mse_loss(generator(z, y), target)
        (z.grad,) = torch.autograd.grad(loss, z)
        history.append(loss.item())
        opt.step()
    return z.detach(), history
