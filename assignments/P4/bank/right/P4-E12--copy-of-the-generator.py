"""Works on a frozen copy; the original is never touched.
"""
import copy


def invert(generator, target, y, steps=200, lr=0.05):
    frozen = copy.deepcopy(generator).eval().requires_grad_(False)
    z = torch.randn(target.shape[0], frozen.z_dim).to(target.device)
    z.requires_grad = True
    opt = torch.optim.Adam([z], lr)
    history = []
    while len(history) < steps:
        opt.zero_grad()
        loss = nn.MSELoss()(frozen(z, y), target)
        loss.backward()
        opt.step()
        history.append(loss.detach().item())
    return z.detach().cpu().to(target.device), history
