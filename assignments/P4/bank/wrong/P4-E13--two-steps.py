"""Two steps of eps/2, with a new gradient in between.

Caught by: P4-E13.untargeted, P4-E13.targeted
"""
def fgsm(model, x, y, eps, targeted=False):
    was = model.training
    model.eval()
    adv = x.detach().clone()
    for _ in range(2):
        adv.requires_grad_(True)
        grad = torch.autograd.grad(F.cross_entropy(model(adv), y), adv)[0]
        sign = -1.0 if targeted else 1.0
        adv = (adv + sign * eps / 2 * grad.sign()).clamp(0, 1).detach()
    model.train(was)
    return adv
