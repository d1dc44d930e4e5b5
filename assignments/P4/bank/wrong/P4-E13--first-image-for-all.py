"""The sign of the mean gradient of the batch for every image.

Caught by: P4-E13.untargeted, P4-E13.targeted
"""
def fgsm(model, x, y, eps, targeted=False):
    was = model.training
    model.eval()
    adv = x.detach().clone().requires_grad_(True)
    loss = F.cross_entropy(model(adv), y)
    grad = torch.autograd.grad(loss, adv)[0]
    model.train(was)
    sign = -1.0 if targeted else 1.0
    return torch.clamp(x + sign * eps * grad.mean(0, keepdim=True).sign(), 0, 1).detach()
