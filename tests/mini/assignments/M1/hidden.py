"""Hidden checks of the small notebook."""

import torch

from assignments.M1.probes import small
from kit.checks import Exercise, expect

square = Exercise("M1-E1", names=("square",), forbidden=("square",))
net = Exercise("M1-E2", names=("Net",))


@square.check("values", points=1)
def values(student):
    """Each number is multiplied by itself."""
    x = torch.randn(3, 5, dtype=torch.float64)
    expect.close(student.square(x), x * x, "the result")


@square.check("gradient", points=1)
def gradient(student):
    """The result is differentiable."""
    x = torch.randn(4, requires_grad=True)
    y = student.square(x)
    expect.tensor(y, "the result", shape=(4,), grad=True)
    y.sum().backward()
    expect.close(x.grad, 2 * x.detach(), "the gradient")


@square.check("argument", points=1)
def argument(student):
    """The argument stays as it is."""
    student.square(torch.randn(2, 3))
    expect.untouched(student)


@net.check("affine", points=45)
def affine(student):
    """The module maps three numbers to two by an affine function."""
    module = student.Net()
    weights = dict(module.named_parameters())
    expect.that(len(weights) == 2, f"the module has {len(weights)} parameters, expected a weight and a bias")
    x = torch.randn(7, 3)
    expect.tensor(module(x), "the result", shape=(7, 2))
    inside = (x[:3] + x[3:6]) / 2
    expect.close(module(inside), (module(x[:3]) + module(x[3:6])) / 2, "the result between two inputs")


@net.check("trains", points=40, needs=("affine",))
def trains(student):
    """An optimiser finds the parameters."""
    losses = student.run(small.train(student.Net(), torch.randn(16, 3), torch.randn(16, 2), 20))
    expect.instance(losses, list, "the losses")
    expect.that(losses[-1] < losses[0], "the loss does not fall")


@net.check("device", points=10)
def device(student):
    """The module works on a CUDA device."""
    with student.cuda():
        student.run(small.on_cuda(student.Net(), torch.randn(2, 3)))
