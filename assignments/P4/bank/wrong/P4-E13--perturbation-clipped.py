"""Clips the change to [0, 1], not the image.

Caught by: P4-E13.clipping, P4-E13.untargeted
"""
def fgsm(model, x, y, eps, targeted=False):
    was = model.training
    model.eval()
    adv = x.detach().clone().requires_grad_(True)
    loss = F.cross_entropy(model(adv), y)
    grad = torch.autograd.grad(loss, adv)[0]
    model.train(was)
    sign = -1.0 if targeted else 1.0
    return (x + torch.clamp(sign * eps * grad.sign(), 0, 1)).detach()
