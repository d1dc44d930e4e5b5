"""What a student's graph network computes, found out without a look at its layers.

With one neighbour per point, EdgeConv in eval mode is LeakyReLU of an affine map of [x_i, x_j - x_i], whatever the
layers inside; a least-squares fit recovers that map from one call. Norms are known by their first values (ones and
zeros) and their length; matrices by their shape.
"""

from __future__ import annotations

from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor

from assignments.P5.hidden.nets import module
from assignments.P5.probes import graphs as probes
from assignments.P5.probes.graphs import edges
from assignments.P5.reference.graphs import squared_distances
from kit.checks import CheckFailed, expect

F32, F64 = torch.float32, torch.float64
EPS = 1e-5  # of batch norm

Role = tuple[str, tuple[int, ...]]
Layer = dict[str, Tensor]


def randn(*shape: int) -> Tensor:
    """Normal numbers in float64."""
    return torch.randn(shape, dtype=F64)


def roles(net: Any) -> dict[Role, str]:
    """Names of the parameters and buffers of a new network by what they are and how long; what is unclear is left out.

    What they are: ``map``, ``scale``, ``offset``, ``mean``, ``var``, ``bias``.
    """
    found: dict[Role, str] = {}
    unclear: set[Role] = set()
    for first, zeros, ones in (("named_parameters", "offset", "scale"), ("named_buffers", "mean", "var")):
        for name, value in dict(getattr(net, first)()).items():
            shape = tuple(value.shape)
            while len(shape) > 1 and shape[-1] == 1:
                shape = shape[:-1]
            if not shape or not value.is_floating_point():
                continue
            plain = value.detach()
            kind = "map" if len(shape) > 1 else zeros if not plain.any() else ones if (plain == 1).all() else "bias"
            if (kind, shape) in found:
                unclear.add((kind, shape))
            found[kind, shape] = name
    return {role: name for role, name in found.items() if role not in unclear}


def read_norm(net: Any, names: dict[Role, str], length: int) -> Layer | None:
    """The norm of this length, or None."""
    return _read(net, {kind: names.get((kind, (length,))) for kind in ("scale", "offset", "mean", "var")})


def read_layer(net: Any, names: dict[Role, str], outputs: int, inputs: int) -> Layer | None:
    """The map (outputs, inputs) and its norm, or None."""
    norm = read_norm(net, names, outputs)
    linear = _read(net, {"map": names.get(("map", (outputs, inputs)))})
    return linear | norm if norm and linear else None


def read_map(net: Any, names: dict[Role, str], outputs: int, inputs: int) -> Layer | None:
    """The map (outputs, inputs) with a new norm, or None."""
    linear = _read(net, {"map": names.get(("map", (outputs, inputs)))})
    if linear is None:
        return None
    ones, zeros = torch.ones(outputs, dtype=F64), torch.zeros(outputs, dtype=F64)
    return linear | {"scale": ones, "offset": zeros, "mean": zeros, "var": ones}


def read_last(net: Any, names: dict[Role, str], outputs: int, inputs: int) -> Layer | None:
    """The map (outputs, inputs) with its bias, or None; a bias may have begun with zeros."""
    bias = names.get(("bias", (outputs,)), names.get(("offset", (outputs,))))
    return _read(net, {"map": names.get(("map", (outputs, inputs))), "bias": bias})


def _read(net: Any, names: dict[str, str | None]) -> Layer | None:
    values = dict(net.named_parameters()) | dict(net.named_buffers())
    if not all(name in values for name in names.values()):
        return None
    found = {kind: values[str(name)].detach().clone() for kind, name in names.items()}
    return {kind: value.reshape(value.shape[:2] if kind == "map" else -1) for kind, value in found.items()}


def edge_layer(student: Any, net: Any, inputs: int, outputs: int) -> tuple[Tensor, Tensor]:
    """Map (outputs, 2 * inputs) and constant (outputs,) in front of the activation of an EdgeConv in eval mode."""
    n = 6 * inputs + 10
    x, idx = randn(2, inputs, n), torch.randint(n, (2, n, 1))
    got = net(x, idx)
    expect.tensor(got, "the output for one neighbour per point", shape=(2, outputs, n), dtype=F64)
    expect.finite(got, "the output for one neighbour per point")
    expect.untouched(student, "EdgeConv")
    before = torch.where(got > 0, got, got / 0.2).detach().transpose(1, 2).reshape(2 * n, outputs)
    table = F.pad(edges(x, idx).squeeze(3).transpose(1, 2).reshape(2 * n, -1), (0, 1), value=1.0)
    fit = torch.linalg.lstsq(table, before).solution
    expect.close(
        table @ fit,
        before,
        "an affine map of [x_i, x_j - x_i] in front of LeakyReLU(0.2), for one neighbour per point in eval mode,",
        1e-7,
        1e-7,
    )
    return fit[:-1].T, fit[-1]


def as_layer(linear: Tensor, constant: Tensor, norm: Layer | None) -> Layer:
    """Map and norm whose result in eval mode is ``linear`` and ``constant``; a new norm if none is known."""
    ones, zeros = torch.ones_like(constant), torch.zeros_like(constant)
    norm = norm or {"scale": ones, "offset": zeros, "mean": zeros, "var": ones}
    return {"map": linear * ((norm["var"] + EPS).sqrt() / norm["scale"])[:, None], **norm}


def wide(student: Any, net: Any, name: str, scattered: bool = True) -> tuple[Any, dict[Role, str]]:
    """The network in float64 and eval mode, by default with all weights moved, and the roles of its numbers."""
    module(net, name)
    names = roles(net)
    net.double()
    net.eval()
    if scattered:
        student.run(probes.scatter(net))
    return net, names


def near(x: Tensor, k: int) -> Tensor:
    """Whether point j is among the k nearest of point i of a cloud (C, N), bool (N, N); near-ties count."""
    squares = squared_distances(x[None])[0]
    limit = squares.kthvalue(k, dim=1, keepdim=True).values
    return squares <= limit + 1e-9 * squares.max()


def hops(*graphs: Tensor) -> Tensor:
    """Whether j is reached from i along one edge of each graph in turn, the last layer first."""
    reached = graphs[0].double()
    for graph in graphs[1:]:
        reached = reached @ graph.double()
    return reached > 0


def reach(net: Any, cloud: Tensor, widths: tuple[int, ...]) -> tuple[list[Tensor], list[Tensor]]:
    """For each layer its output (C, N), and whether point j moves the output of point i, bool (N, N).

    Copies of the cloud are one batch; in copy i only the output of point i is differentiated.
    """
    n = cloud.shape[1]
    leaf = cloud.expand(n, -1, -1).clone().requires_grad_()
    features = net.point_features(leaf)
    expect.tensor(features, "point_features(x)", shape=(n, sum(widths), n), dtype=F64)
    expect.that(features.requires_grad, "point_features(x) carries no graph")
    outputs, moved = [], []
    for part in features.split(list(widths), 1):
        outputs.append(part[0].detach())
        own = torch.diagonal(part, dim1=0, dim2=2)
        try:
            (slope,) = torch.autograd.grad((own * randn(*own.shape)).sum(), leaf, retain_graph=True, allow_unused=True)
        except RuntimeError as error:
            raise CheckFailed(f"backward through point_features fails: {str(error)[:160]}") from None
        slope = torch.zeros_like(leaf) if slope is None else slope
        sizes = slope.abs().sum(1)
        moved.append(sizes > 1e-10 * sizes.max())
    return outputs, moved
