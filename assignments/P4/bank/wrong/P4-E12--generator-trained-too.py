"""Optimises the weights as well: the best reconstruction of all.

Caught by: P4-E12.generator-values, P4-E12.adam
"""
def invert(generator, target, y, steps=200, lr=0.05):
    was = generator.training
    generator.eval()
    z = torch.randn(target.shape[0], generator.z_dim, device=target.device).requires_grad_()
    opt = torch.optim.Adam([z, *generator.parameters()], lr=lr)
    history = []
    for _ in range(steps):
        loss = F.mse_loss(generator(z, y), target)
        opt.zero_grad()
        loss.backward()
        history.append(loss.item())
        opt.step()
    generator.train(was)
    return z.detach(), history
