"""Keeps the old gradient tensors and puts them back: `backward` has added to them in place.

Caught by: P4-E13.model-unchanged
"""
def fgsm(model, x, y, eps, targeted=False):
    was = model.training
    model.eval()
    adv = x.detach().clone().requires_grad_(True)
    loss = F.cross_entropy(model(adv), y)
    kept = [p.grad for p in model.parameters()]
    loss.backward()
    grad = adv.grad
    for p, old in zip(model.parameters(), kept):
        p.grad = old
    model.train(was)
    sign = -1.0 if targeted else 1.0
    return torch.clamp(x + sign * eps * grad.sign(), 0, 1).detach()
