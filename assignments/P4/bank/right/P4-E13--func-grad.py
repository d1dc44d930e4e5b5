"""`torch.func.grad`; the attack of the table written out in place, image by image of a class.
"""
def fgsm(model, x, y, eps, targeted=False):
    modes = [(m, m.training) for m in model.modules()]
    model.eval()
    try:
        g = torch.func.grad(lambda images: F.cross_entropy(model(images), y))(x.detach()).detach()
    finally:
        for m, mode in modes:
            m.training = mode
    direction = g.sign().mul(-1 if targeted else 1)
    return x.detach().add(direction, alpha=eps).clamp_(0, 1)


def targeted_success(model, x, y, eps, num_classes):
    mode = model.training
    model.eval()
    table = torch.empty(num_classes, num_classes).fill_(torch.nan)
    for i in y.unique().tolist():
        images = x[y == i]
        with torch.no_grad():
            ok = model(images).argmax(1).eq(i)
        for j in (k for k in range(num_classes) if k != i):
            target = torch.full((len(images),), j, device=x.device)
            leaf = images.clone().requires_grad_()
            (g,) = torch.autograd.grad(F.cross_entropy(model(leaf), target), leaf)
            with torch.no_grad():
                hit = model((images - eps * g.sign()).clamp(0, 1)).argmax(1).eq(j)
            table[i, j] = (ok & hit).sum().item() / len(images)
    model.train(mode)
    return table
