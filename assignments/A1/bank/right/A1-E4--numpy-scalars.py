"""rel_error with numpy: its float64 number is a float."""

def rel_error(a, b):
    a, b = (t.detach().double().numpy() for t in (a, b))
    return np.max(np.abs(a - b) / np.maximum(np.abs(a) + np.abs(b), 1e-8))
def grad_check(f, x, h=1e-5):
    return rel_error(torch.func.grad(f)(x.detach()), numerical_gradient(f, x, h))
