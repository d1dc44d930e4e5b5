"""P5-E04: T-Net, product, penalty."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from assignments.P5.hidden.nets import (
    batch_is_free,
    clouds_differ,
    duplicates_are_free,
    every_weight_learns,
    mlp_count,
    module,
    order_is_free,
    parameter_count,
    same,
    stirred,
)
from assignments.P5.probes import given_mlp as probes
from assignments.P5.probes import nets
from assignments.P5.probes.given_tnet import GivenTNet
from assignments.P5.reference.mlp import KnownMLP
from kit.checks import Exercise, expect, in_three_attempts

e04 = Exercise("P5-E04", names=("TNet", "apply_transform", "orthogonality_loss"))

F32, F64 = torch.float32, torch.float64
SIZES = ((3, (9, 11, 14), (13, 8)), (5, (12, 7), (10,)), (1, (6, 8, 7, 9), (11, 12, 10)))


def _net(student: Any, k: int, widths: tuple[int, ...], head: tuple[int, ...]) -> Any:
    with student.bind(MLP=probes.mlp()):
        return module(student.TNet(k, widths, head), "TNet")


def _matrices(net: Any, x: Tensor) -> Tensor:
    got = net(x)
    expect.tensor(got, f"the result of TNet for {tuple(x.shape)}", (len(x), x.shape[1], x.shape[1]), x.dtype)
    expect.finite(got, "the result of TNet")
    return got


def _clouds(b: int, k: int, n: int) -> Tensor:
    return torch.randn(b, k, n) + torch.randn(b, k, 1)


@e04.check("identity-at-start", points=0.75)
def identity_at_start(student: Any) -> None:
    """A new TNet returns exactly the identity for every cloud, in train and in eval mode."""
    for k, widths, head in SIZES:
        net = _net(student, k, widths, head)
        for scale in (1.0, 30.0):
            got = _matrices(net, scale * _clouds(6, k, 17))
            expect.untouched(student, "TNet")
            expect.close(got.detach(), torch.eye(k).expand(6, k, k), "the matrix at the start, in train mode,", 0, 1e-6)
        net.eval()
        for n in (1, 23):
            got = _matrices(net, _clouds(1, k, n))
            expect.close(got.detach(), torch.eye(k)[None], "the matrix at the start, in eval mode,", 0, 1e-6)


@e04.check("layers", points=0.5)
def layers(student: Any) -> None:
    """The layers are those of the table, in train and in eval mode, also with the default widths."""
    for k, widths, head in (*SIZES, (4, (64, 128, 1024), (512, 256))):
        with student.bind(MLP=probes.mlp()):
            net = module(student.TNet(4) if k == 4 else student.TNet(k, widths, head), "TNet")
        net.eval()
        _matrices(net, _clouds(2, k, 5))
        want = mlp_count([k, *widths], True) + mlp_count([widths[-1], *head], True) + (head[-1] + 1) * k * k
        got = parameter_count(net)
        words = "TNet(4)" if k == 4 else f"TNet({k}, {widths}, {head})"
        fits = want <= got <= want + k * k  # a gate or a learned offset, whose start makes the identity, is allowed
        expect.that(fits, f"{words} has {got} parameters: {'more' if got > want else 'fewer'} than its layers need")
    for sizes in SIZES[:2]:
        _by_parts(student, *sizes)


def _by_parts(student: Any, k: int, widths: tuple[int, ...], head: tuple[int, ...]) -> None:
    """The values of a network made of given MLPs, computed from its weights, in both modes."""
    net = _net(student, k, widths, head)
    start = student.run(probes.t_net_parts(net))
    if start is None:
        return _by_shape(student, net, k, widths, head)
    added = bool((start["last.bias"] == 0).all())  # the identity is not in the bias
    stirred(student, net).double()
    state = student.run(probes.t_net_parts(net))
    reference = GivenTNet(k, widths, head).double()
    sizes = {name: value.shape for name, value in state.items()}
    fits = sizes == {name: value.shape for name, value in reference.state_dict().items()}
    expect.that(fits, "a part of TNet has other sizes or options than in the table")
    reference.load_state_dict(state)
    for mode in ("eval", "train"):
        getattr(net, mode)(), getattr(reference, mode)()
        clouds = _clouds(5, k, 11).double()
        want = reference(clouds).detach()
        same(_matrices(net, clouds), want + torch.eye(k) if added else want, f"the matrix in {mode} mode")


def _by_shape(student: Any, net: Any, k: int, widths: tuple[int, ...], head: tuple[int, ...]) -> None:
    """The same for other layers, with known weights; where they do not fit, properties say what can be said."""
    points, cloud = (KnownMLP(sizes, True, "relu", True) for sizes in ([k, *widths], [widths[-1], *head]))
    last, bias = torch.randn(k * k, head[-1]), torch.randn(k * k)
    matrices = [*points.matrices, *cloud.matrices, last, bias]
    if not student.run(nets.place(net, matrices, [*points.norms.values(), *cloud.norms.values()])):
        return
    net.double()
    for mode in ("eval", "train"):
        getattr(net, mode)()
        clouds = _clouds(5, k, 11).double()
        pooled = points.rows(clouds, mode == "train").view(5, 11, -1).amax(1)
        want = (cloud.rows(pooled, mode == "train") @ last.double().T + bias).view(5, k, k)
        got = _matrices(net, clouds).detach()
        added = bool((got - want).diagonal(dim1=1, dim2=2).mean() > 0.5)  # an identity beside the layers
        same(got, want + torch.eye(k) if added else want, f"the matrix in {mode} mode")


@e04.check("invariances", points=0.75)
@in_three_attempts
def invariances(student: Any) -> None:
    """With other weights the matrix ignores the order and the repetition of points, and other clouds of the batch."""
    for (k, widths, head), b, n in zip(SIZES, (4, 3, 2), (90, 1, 6), strict=True):
        net = stirred(student, _net(student, k, widths, head))
        clouds = _clouds(b, k, n)
        for one in (order_is_free, duplicates_are_free, batch_is_free, clouds_differ):
            one(lambda x, net=net: _matrices(net, x), clouds, "the matrix")


@e04.check("trainable", points=0.5)
@in_three_attempts
def trainable(student: Any) -> None:
    """Every weight and the cloud get a gradient; the entries of the matrix are free: of either sign, of any size."""
    for k, widths, head in SIZES[:2]:
        net = stirred(student, _net(student, k, widths, head))
        clouds = _clouds(4, k, 16).requires_grad_()
        every_weight_learns(net, [_matrices(net, clouds)], "TNet")
        expect.that(clouds.grad is not None and bool(clouds.grad.any()), "no gradient reaches the cloud")
    net = _net(student, *SIZES[0])
    start = _matrices(net, _clouds(4, 3, 16))
    (start * torch.randn_like(start)).sum().backward()
    reached = [one.grad is not None and bool((one.grad != 0).any()) for one in dict(net.named_parameters()).values()]
    expect.that(any(reached), "at the start no weight gets a gradient")
    k = 3
    found = torch.cat([_matrices(stirred(student, _net(student, *SIZES[0]), 1.0), _clouds(8, k, 9)) for _ in range(8)])
    found = found.detach()
    diagonal = torch.eye(k, dtype=torch.bool).expand(found.shape)
    for entries, words in ((found[diagonal], "on"), (found[~diagonal], "off")):
        both = bool(entries.min() < -1.5) and bool(entries.max() > 2.5)
        expect.that(both, f"the entries {words} the diagonal cannot take every value, whatever the weights are")
    expect.that(bool((found - found.mT).abs().max() > 0.1), "the matrix is symmetric, whatever the weights are")


@e04.check("device-and-dtype", points=0.5)
def device_and_dtype(student: Any) -> None:
    """The network works where its weights are, and in double precision."""
    k, widths, head = SIZES[0]
    net = _net(student, k, widths, head)
    clouds = _clouds(2, k, 8)
    net.double()
    expect.tensor(_matrices(net, clouds.double()), "TNet in double precision", dtype=F64)
    net = stirred(student, _net(student, k, widths, head))
    want = _matrices(net, clouds)
    with student.cuda():
        net.to("cuda")
        got = _matrices(net, clouds)
        expect.on_device(student, "the matrix")
        same(got.detach().cpu(), want.detach(), "the matrix on a GPU, against that on the CPU,")
        new = _net(student, k, widths, head)
        new.to("cuda")
        _matrices(new, clouds)
        expect.on_device(student, "the matrix at the start")


@e04.check("product", points=1)
def product(student: Any) -> None:
    """`apply_transform` multiplies each point, a column, by the matrix of its cloud; double stays double."""
    for b, k, n, dtype in (
        (4, 3, 7, F64),
        (1, 5, 2, F32),
        (3, 2, 1, F64),
        (2, 6, 6, F32),
        (3, 4, 3, F64),
        (2, 1, 5, F64),
    ):
        x, matrix = torch.randn(b, k, n, dtype=dtype), torch.randn(b, k, k, dtype=dtype)
        want = torch.einsum("bij,bjn->bin", matrix, x)
        for one in (x, x.mT.contiguous().mT):
            got = student.apply_transform(one, matrix)
            words = f"apply_transform for {(b, k, n)}"
            expect.tensor(got, words, shape=(b, k, n), dtype=dtype)
            expect.close(got, want, words, rtol=1e-5 if dtype == F32 else 1e-9, atol=1e-5 if dtype == F32 else 1e-9)
            expect.untouched(student, "apply_transform")
    x, matrix = torch.randn(2, 3, 4, dtype=F64, requires_grad=True), torch.randn(2, 3, 3, dtype=F64, requires_grad=True)
    factor = torch.randn(2, 3, 4, dtype=F64)
    wanted = torch.autograd.grad((factor * torch.einsum("bij,bjn->bin", matrix, x)).sum(), (x, matrix))
    got = student.apply_transform(x, matrix)
    expect.tensor(got, "apply_transform", shape=(2, 3, 4), grad=True)
    (factor * got).sum().backward()
    for one, want, name in ((x, wanted[0], "x"), (matrix, wanted[1], "matrix")):
        expect.that(one.grad is not None, f"no gradient reaches {name}")
        expect.close(one.grad, want, f"the gradient of {name}")
    with student.cuda():
        student.apply_transform(torch.randn(2, 3, 4), torch.randn(2, 3, 3))
        expect.on_device(student, "apply_transform")


def _penalty(matrix: Tensor) -> Tensor:
    """The reference, by the eigenvalues' identity: |AA^T|^2 - 2|A|^2 + k."""
    k = matrix.shape[-1]
    squared = torch.einsum("bij,bkj->bik", matrix, matrix)
    return (squared.pow(2).sum((1, 2)) - 2 * matrix.pow(2).sum((1, 2)) + k).mean()


def _loss(student: Any, matrix: Tensor) -> Tensor:
    got = student.orthogonality_loss(matrix)
    expect.tensor(got, f"the loss of matrices {tuple(matrix.shape)}", shape=(), dtype=matrix.dtype)
    return got


@e04.check("penalty-values", points=1)
def penalty_values(student: Any) -> None:
    """The penalty of rotations is 0, that of cI is k (c^2 - 1)^2, that of a batch the mean, as a 0-dim tensor."""
    for b, k in ((4, 3), (1, 5), (3, 2)):
        turned = torch.linalg.qr(torch.randn(b, k, k, dtype=F64)).Q
        expect.close(_loss(student, turned), torch.zeros((), dtype=F64), "the penalty of rotations")
        expect.untouched(student, "orthogonality_loss")
        for c in (0.0, 0.5, -1.5, 2.0):
            scaled = c * torch.eye(k, dtype=F64).expand(b, k, k)
            want = torch.tensor(k * (c**2 - 1) ** 2, dtype=F64)
            expect.close(_loss(student, scaled), want, f"the penalty of c times the identity, k = {k}")
    for b, k in ((7, 4), (1, 1), (2, 6), (3, 3)):
        matrix = torch.randn(b, k, k, dtype=F64)
        expect.close(_loss(student, matrix), _penalty(matrix), f"the penalty of matrices {(b, k, k)}")
        expect.close(_loss(student, matrix.float()), _penalty(matrix).float(), "the penalty in float32", 1e-4, 1e-4)


@e04.check("penalty-gradient", points=0.5)
def penalty_gradient(student: Any) -> None:
    """The gradient of the penalty is right, also where the penalty is 0."""
    for b, k in ((5, 3), (1, 4)):
        for matrix in (torch.randn(b, k, k, dtype=F64), torch.eye(k, dtype=F64).repeat(b, 1, 1)):
            mine, theirs = matrix.clone().requires_grad_(), matrix.clone().requires_grad_()
            _penalty(mine).backward()
            got = _loss(student, theirs)
            expect.tensor(got, "the penalty", grad=True)
            got.backward()
            expect.that(theirs.grad is not None, "no gradient reaches the matrix")
            expect.close(theirs.grad, mine.grad, f"the gradient of the penalty for {(b, k, k)}")


@e04.check("penalty-device", points=0.5)
def penalty_device(student: Any) -> None:
    """The penalty is computed where the matrices are."""
    for b, k in ((2, 3), (4, 5)):
        matrix = torch.randn(b, k, k)
        with student.cuda():
            got = _loss(student, matrix)
            expect.on_device(student, "the penalty")
            expect.close(got.cpu(), _penalty(matrix), "the penalty on a GPU", 1e-4, 1e-4)
