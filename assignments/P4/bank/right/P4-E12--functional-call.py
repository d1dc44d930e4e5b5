"""`torch.func.functional_call` with detached parameters and buffers.
"""
def invert(generator, target, y, steps=200, lr=0.05):
    training = generator.training
    generator.train(False)
    state = {k: v.detach() for k, v in {**dict(generator.named_parameters()), **dict(generator.named_buffers())}.items()}
    z = torch.randn_like(target[:, 0, 0, :1].expand(-1, generator.z_dim)).requires_grad_(True)
    adam = torch.optim.Adam([{"params": [z], "lr": lr}])
    history = []
    for step in range(steps):
        adam.zero_grad()
        images = torch.func.functional_call(generator, state, (z, y))
        loss = torch.mean((images - target).pow(2))
        loss.backward()
        history.append(loss.item())
        adam.step()
    generator.train(training)
    return z.detach().clone(), history
