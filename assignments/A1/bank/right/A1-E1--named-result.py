"""Returns a named tuple, which is a tuple.
"""

from typing import NamedTuple
class Descent(NamedTuple):
    xs: torch.Tensor
    losses: torch.Tensor
def gradient_descent(f, x0, lr, n_iter):
    x = torch.tensor(x0, dtype=torch.float64, requires_grad=True)
    xs, losses = [x.detach().clone()], [f(x).detach()]
    for _ in range(n_iter):
        g, = torch.autograd.grad(f(x), x)
        x = (x - lr * g).detach().requires_grad_()
        xs.append(x.detach()); losses.append(f(x).detach())
    return Descent(torch.stack(xs), torch.stack(losses))
