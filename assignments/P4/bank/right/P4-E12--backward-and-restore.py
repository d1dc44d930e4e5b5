"""`backward`, with gradients and flags of the generator put aside and restored.
"""
def invert(generator, target, y, steps=200, lr=0.05):
    kept = [(p, p.grad, p.requires_grad) for p in generator.parameters()]
    mode = generator.training
    generator.eval()
    for p, _, _ in kept:
        p.requires_grad_(False)
    z = nn.Parameter(torch.randn((target.size(0), generator.z_dim), device=target.device))
    optimizer = torch.optim.Adam(params=[z], lr=lr)
    history: list[float] = []
    try:
        for _ in range(steps):
            optimizer.zero_grad(set_to_none=True)
            loss = ((generator(z, y) - target) ** 2).mean()
            loss.backward()
            history.append(float(loss.detach()))
            optimizer.step()
    finally:
        for p, grad, flag in kept:
            p.requires_grad_(flag)
            p.grad = grad
        generator.train(mode)
    return z.data.clone(), history
