"""A private flat buffer of NumPy with the old value restored; torch.func.grad in grad_check."""


def numerical_gradient(f, x, h=1e-5):
    buffer = np.array(x.detach().cpu().numpy(), dtype=np.float64).ravel()
    gradient = np.zeros_like(buffer)

    def value():
        return float(f(torch.tensor(buffer).reshape(x.shape)))

    for i, old in enumerate(buffer.copy()):
        buffer[i] = old + h
        gradient[i] = value()
        buffer[i] = old - h
        gradient[i] = (gradient[i] - value()) / (2 * h)
        buffer[i] = old
    return torch.from_numpy(gradient).reshape(x.shape)


def grad_check(f, x, h=1e-5):
    return rel_error(torch.func.grad(f)(x.detach()), numerical_gradient(f, x, h=h))
