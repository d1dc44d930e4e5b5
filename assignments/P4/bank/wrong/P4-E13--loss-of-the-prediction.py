"""Raises the loss of what the model reads, not of the label given.

Caught by: P4-E13.targeted
"""
def fgsm(model, x, y, eps, targeted=False):
    was = model.training
    model.eval()
    adv = x.detach().clone().requires_grad_(True)
    logits = model(adv)
    loss = F.cross_entropy(logits, logits.argmax(1))
    grad = torch.autograd.grad(loss, adv)[0]
    model.train(was)
    sign = -1.0 if targeted else 1.0
    return torch.clamp(x + sign * eps * grad.sign(), 0, 1).detach()
