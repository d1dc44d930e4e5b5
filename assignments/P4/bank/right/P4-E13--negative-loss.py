"""A targeted attack as an untargeted one of the negative loss; works on a copy of the model; float64 table.
"""
import copy


def fgsm(model, x, y, eps, targeted=False):
    net = copy.deepcopy(model).eval()
    leaf = x.detach().clone().requires_grad_(True)
    objective = -F.log_softmax(net(leaf), dim=1).gather(1, y.unsqueeze(1)).mean()
    if targeted:
        objective = -objective
    (g,) = torch.autograd.grad(objective, (leaf,))
    return torch.min(torch.max(x.detach() + eps * g.sign(), torch.zeros_like(x)), torch.ones_like(x))


def targeted_success(model, x, y, eps, num_classes):
    net = copy.deepcopy(model).eval()
    result = torch.zeros(num_classes, num_classes, dtype=torch.float64)
    count = torch.bincount(y.cpu(), minlength=num_classes)
    read = net(x).argmax(1)
    for j in range(num_classes):
        after = net(fgsm(net, x, torch.full_like(y, j), eps, targeted=True)).argmax(1)
        for label, first, last in zip(y.tolist(), read.tolist(), after.tolist()):
            if first == label and last == j:
                result[label, j] += 1
    result = result / count[:, None]
    result[range(num_classes), range(num_classes)] = float("nan")
    return result
