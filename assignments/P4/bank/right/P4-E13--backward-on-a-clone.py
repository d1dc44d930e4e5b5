"""`backward` on a clone with the gradients of the model put aside; attack of all images for each target.
"""
def fgsm(model, x, y, eps, targeted=False):
    kept = [p.grad for p in model.parameters()]
    for p in model.parameters():
        p.grad = None
    mode = model.training
    model.eval()
    image = x.detach().clone()
    image.requires_grad = True
    nn.CrossEntropyLoss(reduction="sum")(model(image), y).backward()
    for p, grad in zip(model.parameters(), kept):
        p.grad = grad
    model.train(mode)
    delta = eps * torch.sign(image.grad)
    out = x.detach() - delta if targeted else x.detach() + delta
    return out.clip(0.0, 1.0)


def targeted_success(model, x, y, eps, num_classes):
    mode = model.training
    model.eval()
    clean = model(x).detach().argmax(dim=1)
    columns = []
    for j in range(num_classes):
        fooled = model(fgsm(model, x, torch.full_like(y, j), eps, True)).argmax(dim=1) == j
        both = (fooled & (clean == y)).double()
        onehot = F.one_hot(y, num_classes).double()
        columns.append(onehot.T @ both / onehot.sum(0))
    model.train(mode)
    table = torch.stack(columns, dim=1)
    table.fill_diagonal_(torch.nan)
    return table.cpu()
