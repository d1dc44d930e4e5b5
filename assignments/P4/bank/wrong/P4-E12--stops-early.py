"""Stops when the loss hardly changes: history is shorter than steps.

Caught by: P4-E12.convergence
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
        history.append(loss.item())
        if len(history) > 20 and history[-2] - history[-1] < 1e-3 * history[0]:
            break
        opt.step()
    generator.train(was)
    return z.detach(), history
