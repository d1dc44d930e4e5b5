"""Fills the diagonal as well.

Caught by: P4-E13.table, P4-E13.table-edges
"""
def targeted_success(model, x, y, eps, num_classes):
    was = model.training
    model.eval()
    with torch.no_grad():
        before = model(x).argmax(1)
    table = torch.full((num_classes, num_classes), float("nan"))
    for i in range(num_classes):
        own = y == i
        if not own.any():
            continue
        for j in range(num_classes):
            target = torch.full_like(y[own], j)
            adv = fgsm(model, x[own], target, eps, targeted=True)
            with torch.no_grad():
                after = model(adv).argmax(1)
            table[i, j] = ((before[own] == i) & (after == j)).float().mean().item()
    model.train(was)
    return table
