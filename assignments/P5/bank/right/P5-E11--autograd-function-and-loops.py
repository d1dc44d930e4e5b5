"""ReLU as an autograd function, masked assignment on a copy, a loop over channels and units."""

class Rectify(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return (x + x.abs()) / 2

    @staticmethod
    def backward(ctx, gradient):
        (x,) = ctx.saved_tensors
        return gradient * (x > 0).to(gradient.dtype)


def relu(x):
    return Rectify.apply(x)


def leaky_relu(x, slope=0.2):
    y = x.clone()
    y[x < 0] = slope * x[x < 0]
    return y


def prelu(x, weight):
    parts = []
    for c in range(x.shape[1]):
        w = weight[c] if len(weight) > 1 else weight[0]
        part = x[:, c]
        parts.append(torch.where(part > 0, part, w * part))
    return torch.stack(parts, dim=1)


def measure_dead_fraction(pre_activations):
    dead = 0
    for h in range(pre_activations.size(1)):
        if not (pre_activations[:, h] > 0).any():
            dead += 1
    return float(dead / pre_activations.size(1))
