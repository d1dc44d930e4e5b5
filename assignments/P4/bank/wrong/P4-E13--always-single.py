"""Works in float32, whatever the images are.

Caught by: P4-E13.form
"""
def fgsm(model, x, y, eps, targeted=False):
    was = model.training
    model.eval()
    adv = x.detach().float().clone().requires_grad_(True)
    loss = F.cross_entropy(model(adv), y)
    grad = torch.autograd.grad(loss, adv)[0]
    model.train(was)
    sign = -1.0 if targeted else 1.0
    return torch.clamp(x.float() + sign * eps * grad.sign(), 0, 1).detach()
