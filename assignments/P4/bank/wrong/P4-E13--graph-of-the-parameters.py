"""`torch.func.grad` differentiates through the parameters too: the result drags a graph.

Caught by: P4-E13.form
"""
def fgsm(model, x, y, eps, targeted=False):
    was = model.training
    model.eval()
    grad = torch.func.grad(lambda images: F.cross_entropy(model(images), y))(x)
    model.train(was)
    sign = -1.0 if targeted else 1.0
    return torch.clamp(x + sign * eps * grad.sign(), 0, 1)
