"""0/1 masks; positive part plus slope times negative part; dead units by the sum of the outputs."""

def relu(x):
    return x * (x > 0)


def leaky_relu(x, slope=0.2):
    mask = (x > 0).to(x.dtype)
    return mask * x + (1 - mask) * slope * x


def prelu(x, weight):
    shape = [1] * x.ndim
    shape[1] = weight.numel()
    return x.clamp(min=0) + weight.view(shape) * x.clamp(max=0)


def measure_dead_fraction(pre_activations):
    outputs = relu(pre_activations)
    return (outputs.sum(dim=0) == 0).double().mean().item()
