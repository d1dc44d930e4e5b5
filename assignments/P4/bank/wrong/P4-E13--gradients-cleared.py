"""Clears the gradients at the end, those of before too.

Caught by: P4-E13.model-unchanged
"""
def fgsm(model, x, y, eps, targeted=False):
    was = model.training
    model.eval()
    adv = x.detach().clone().requires_grad_(True)
    loss = F.cross_entropy(model(adv), y)
    model.zero_grad()
    loss.backward()
    grad = adv.grad
    model.zero_grad()
    model.train(was)
    sign = -1.0 if targeted else 1.0
    return torch.clamp(x + sign * eps * grad.sign(), 0, 1).detach()
