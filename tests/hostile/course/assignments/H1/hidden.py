"""Hidden checks. What a submission must never see: q7-heron-lantern-42."""

import random
import string

import torch

from assignments.H1.probes import descent
from kit.checks import Exercise, expect
from kit.student import Handle

SECRET = "q7-heron-lantern-42"
square = Exercise("H1-E1", names=("square",), forbidden=("square",))
net = Exercise("H1-E2", names=("Net",))
count = Exercise("H1-E3", names=("count",))


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
    expect.tensor(y, "the result", shape=(4,), dtype=torch.float32, grad=True)
    y.sum().backward()
    expect.close(x.grad, 2 * x.detach(), "the gradient")


@square.check("argument", points=1)
def argument(student):
    """The argument stays as it is."""
    x = torch.randn(2, 3)
    expect.close(student.square(x), x * x, "the result")
    expect.untouched(student)


def state_of(module):
    """Weight and bias, whatever the module says they are called."""
    expect.that(isinstance(module, Handle) and module.kind == "module", "Net() should be a module")
    state = module.state_dict()
    expect.instance(state, dict, "state_dict()")
    tensors = list(state.values())
    expect.that(len(tensors) == 2, "the module should hold a weight and a bias")
    for one in tensors:
        expect.tensor(one, "an entry of state_dict()")
    tensors.sort(key=lambda one: -one.dim())
    expect.tensor(tensors[0], "the weight", shape=(2, 3))
    expect.tensor(tensors[1], "the bias", shape=(2,))
    return tensors


@net.check("affine", points=2)
def affine(student):
    """The module maps three numbers to two by its weight and its bias."""
    module = student.Net()
    weight, bias = state_of(module)
    x = torch.randn(7, 3)
    expect.close(module(x), x @ weight.detach().T + bias.detach(), "the result")


@net.check("trains", points=2, needs=("affine",))
def trains(student):
    """Gradient descent changes weight and bias as it should."""
    module = student.Net()
    weight, bias = (one.detach().clone().requires_grad_() for one in state_of(module))
    x, y = torch.randn(16, 3), torch.randn(16, 2)
    got = student.run(descent.descend(module, x, y, 0.1, 3))
    for _ in range(3):
        loss = ((x @ weight.T + bias - y) ** 2).mean()
        slopes = torch.autograd.grad(loss, (weight, bias))
        weight, bias = ((one - 0.1 * slope).detach().requires_grad_() for one, slope in zip((weight, bias), slopes))
    expect.instance(got, dict, "the parameters")
    expect.that(len(got) == 2, "there should be two parameters")
    for want in (weight, bias):
        fitting = [one for one in got.values() if isinstance(one, torch.Tensor) and one.shape == want.shape]
        expect.that(len(fitting) == 1, "a parameter is missing")
        expect.close(fitting[0], want.detach(), "a parameter after three steps")


@net.check("device", points=1, needs=("affine",))
def device(student):
    """The module works on a CUDA device."""
    x, module = torch.randn(5, 3), student.Net()
    weight, bias = state_of(module)
    with student.cuda():
        got = student.run(descent.on_cuda(module, x))
    expect.that(type(got) is tuple and len(got) == 2 and got[0] == "cuda", "the result should live on the device")
    expect.close(got[1], x @ weight.detach().T + bias.detach(), "the result")


@count.check("values", points=2)
def counts(student):
    """Each word has its number."""
    draw = random.Random(int(torch.randint(2**31, ())))
    known = ["".join(draw.choices(string.ascii_lowercase, k=6)) for _ in range(4)]
    words = draw.choices(known, k=19)
    expect.equal(student.count(words), {word: words.count(word) for word in words}, "the result")
