"""`where(grad >= 0, 1, -1)`: a pixel that does not count is moved.

Caught by: P4-E13.no-gradient
"""
def fgsm(model, x, y, eps, targeted=False):
    was = model.training
    model.eval()
    adv = x.detach().clone().requires_grad_(True)
    loss = F.cross_entropy(model(adv), y)
    grad = torch.autograd.grad(loss, adv)[0]
    model.train(was)
    sign = -1.0 if targeted else 1.0
    return torch.clamp(x + sign * eps * torch.where(grad >= 0, 1.0, -1.0), 0, 1).detach()
