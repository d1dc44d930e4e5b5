"""Hidden checks of the light notebook."""

import torch
from torch.nn import functional as F

from assignments.L1.probes import training
from kit.checks import Exercise, expect
from kit.student import Student

standardise = Exercise("L1-E1", names=("standardise",))
softmax = Exercise("L1-E2", names=("softmax",), forbidden=("softmax",))
loss = Exercise("L1-E3", names=("cross_entropy",), forbidden=("cross_entropy",))
mlp = Exercise("L1-E4", names=("MLP",))
step = Exercise("L1-E5", names=("sgd_step",))
conv = Exercise("L1-E6", names=("conv2d",), forbidden=("conv2d", "unfold"))


@standardise.check("values", points=7)
def standardised(student: Student) -> None:
    """Each column has mean 0 and standard deviation 1."""
    x = 3 + 2 * torch.randn(7, 4, dtype=torch.float64)
    want = (x - x.mean(0)) / x.std(0, unbiased=False)
    expect.close(student.standardise(x), want, "the result")


@standardise.check("constant", points=4)
def constant(student: Student) -> None:
    """A constant column becomes 0."""
    x = torch.randn(5, 3, dtype=torch.float64)
    x[:, 1] = 2.0
    expect.close(student.standardise(x)[:, 1], torch.zeros(5, dtype=torch.float64), "the constant column")


@standardise.check("argument", points=4)
def standardise_argument(student: Student) -> None:
    """The argument stays as it is."""
    student.standardise(torch.randn(6, 2))
    expect.untouched(student)


@softmax.check("values", points=6)
def probabilities(student: Student) -> None:
    """The rows are probabilities in the proportions of the exponentials."""
    for n, c in ((3, 5), (7, 2), (1, 4)):
        z = torch.randn(n, c, dtype=torch.float64)
        expect.close(student.softmax(z), F.softmax(z, dim=-1), "the result")


@softmax.check("stable", points=5)
def stable(student: Student) -> None:
    """Large scores give finite probabilities."""
    z = 1000 * torch.randn(4, 6, dtype=torch.float64)
    expect.close(student.softmax(z), F.softmax(z, dim=-1), "the result")


@softmax.check("gradient", points=4)
def softmax_gradient(student: Student) -> None:
    """The result is differentiable."""
    z = torch.randn(3, 4, dtype=torch.float64, requires_grad=True)
    weight = torch.randn(3, 4, dtype=torch.float64)
    (student.softmax(z) * weight).sum().backward()
    want = torch.autograd.functional.vjp(lambda a: F.softmax(a, -1), z.detach(), weight)[1]
    expect.close(z.grad, want, "the gradient")


@loss.check("loss", points=10)
def mean_loss(student: Student) -> None:
    """The loss is the mean negative log-probability of the right classes."""
    for n, c in ((5, 3), (8, 4)):
        z, y = torch.randn(n, c, dtype=torch.float64), torch.randint(c, (n,))
        expect.close(student.cross_entropy(z, y)[0], F.cross_entropy(z, y), "the loss")


@loss.check("gradient", points=10)
def loss_gradient(student: Student) -> None:
    """The gradient is that of the mean loss."""
    z = torch.randn(6, 4, dtype=torch.float64, requires_grad=True)
    y = torch.randint(4, (6,))
    F.cross_entropy(z, y).backward()
    expect.close(student.cross_entropy(z.detach(), y)[1], z.grad, "the gradient")


@mlp.check("shapes", points=6)
def shapes(student: Student) -> None:
    """Output and parameters have the sizes asked for."""
    net = student.MLP(5, 7, 3)
    expect.tensor(net(torch.randn(4, 5)), "the result", shape=(4, 3))
    count = sum(p.numel() for p in dict(net.named_parameters()).values())
    expect.that(count == 5 * 7 + 7 + 7 * 3 + 3, f"the module has {count} parameters")


@mlp.check("values", points=8, needs=("shapes",))
def composed(student: Student) -> None:
    """The second layer is applied to the rectified output of the first."""
    net = student.MLP(4, 6, 2)
    weights = sorted(dict(net.named_parameters()).values(), key=lambda p: (p.shape[0] != 6, p.dim() == 1))
    x = torch.randn(9, 4)
    want = torch.relu(x @ weights[0].T + weights[1]) @ weights[2].T + weights[3]
    expect.close(net(x), want, "the result")


@mlp.check("trains", points=6, needs=("shapes",))
def trains(student: Student) -> None:
    """An optimiser finds the parameters."""
    losses = student.run(training.train(student.MLP(3, 8, 2), torch.randn(16, 3), torch.randn(16, 2), 20))
    expect.instance(losses, list, "the losses")
    expect.that(losses[-1] < losses[0], "the loss does not fall")


@step.check("values", points=6)
def stepped(student: Student) -> None:
    """Each parameter moves against its gradient and shrinks by the decay."""
    shapes = ((3, 2), (4,), (2, 5, 3))
    p = [torch.randn(s, dtype=torch.float64) for s in shapes]
    g = [torch.randn(s, dtype=torch.float64) for s in shapes]
    moved = student.sgd_step(p, g, 0.3, 0.2)
    expect.instance(moved, list, "the result")
    for i in range(len(shapes)):
        expect.close(moved[i], p[i] - 0.3 * (g[i] + 0.2 * p[i]), f"parameter {i}")


@step.check("arguments", points=4)
def step_arguments(student: Student) -> None:
    """The arguments stay as they are."""
    student.sgd_step([torch.randn(3)], [torch.randn(3)], 0.1, 0.0)
    expect.untouched(student)


@conv.check("values", points=8)
def convolved(student: Student) -> None:
    """The result is the cross-correlation, for any sizes."""
    for n, c, f, h, w, k, m in ((2, 3, 4, 7, 6, 3, 2), (1, 2, 5, 8, 9, 4, 3)):
        x = torch.randn(n, c, h, w, dtype=torch.float64)
        weight = torch.randn(f, c, k, m, dtype=torch.float64)
        expect.close(student.conv2d(x, weight), F.conv2d(x, weight), "the result")


@conv.check("stride", points=6)
def strided(student: Student) -> None:
    """The stride leaves out places."""
    x, weight = torch.randn(2, 2, 9, 8, dtype=torch.float64), torch.randn(3, 2, 3, 2, dtype=torch.float64)
    expect.close(student.conv2d(x, weight, stride=2), F.conv2d(x, weight, stride=2), "the result")


@conv.check("gradient", points=6)
def conv_gradient(student: Student) -> None:
    """The result is differentiable."""
    x = torch.randn(1, 2, 5, 6, dtype=torch.float64, requires_grad=True)
    weight = torch.randn(3, 2, 2, 3, dtype=torch.float64)
    student.conv2d(x, weight).sum().backward()
    got, x.grad = x.grad, None
    F.conv2d(x, weight).sum().backward()
    expect.close(got, x.grad, "the gradient")
