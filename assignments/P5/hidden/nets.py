"""What the checks of networks share: sizes are small and all different, weights away from their start."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from assignments.P5.probes import nets as probes
from kit.checks import CheckFailed, expect

ATOL = 1e-4  # of a whole network in float32

Net = Callable[[Tensor], Tensor]


def module(net: Any, name: str) -> Any:
    """The student's network, which has to be a module."""
    expect.that(getattr(net, "kind", "") == "module", f"{name} should be an nn.Module")
    return net


def stirred(student: Any, net: Any, scale: float = 0.3) -> Any:
    """The network in eval mode with all parameters and running statistics moved."""
    student.run(probes.stir(net, scale))
    return net


def parameter_count(net: Any) -> int:
    """How many numbers are learned."""
    return sum(one.numel() for one in dict(net.named_parameters()).values())


def mlp_count(channels: list[int], last_act: bool = False) -> int:
    """How many numbers E03's MLP with batch norm learns."""
    pairs = list(itertools.pairwise(channels))
    return (
        sum(a * b for a, b in pairs)
        + sum(2 * b for _, b in pairs[: None if last_act else -1])
        + (0 if last_act else channels[-1])
    )


def counts(net: Any, want: int, name: str) -> None:
    """The network learns exactly `want` numbers; the message does not say how many are right."""
    got = parameter_count(net)
    expect.that(got == want, f"{name} has {got} parameters: {'more' if got > want else 'fewer'} than its layers need")


def every_weight_learns(net: Any, outputs: list[Tensor], name: str) -> None:
    """Each parameter gets a finite gradient from `outputs`; matrices one that is not 0 everywhere."""
    try:
        torch.stack([(one * torch.randn_like(one)).sum() for one in outputs]).sum().backward()
    except RuntimeError as error:
        raise CheckFailed(f"backward of {name} fails: {str(error)[:160]}") from None
    parameters = dict(net.named_parameters())
    expect.that(bool(parameters), f"{name} has no parameters")
    for key, parameter in parameters.items():
        expect.that(parameter.grad is not None, f"no gradient reaches {key}")
        expect.finite(parameter.grad, f"the gradient of {key}")
        if parameter.dim() > 1:
            expect.that(bool((parameter.grad != 0).any()), f"the gradient of {key} is 0")


def same(got: Tensor, want: Tensor, words: str) -> None:
    """Two outputs of one network agree, relative to their own size."""
    expect.tensor(got, words, shape=tuple(want.shape))
    scale = float(want.detach().abs().max().clamp(min=1))
    expect.close(got.detach(), want.detach(), words, rtol=ATOL, atol=ATOL * scale)


def order_is_free(net: Net, clouds: Tensor, name: str) -> None:
    """Another order of the points of (B, C, N) leaves the output as it is."""
    order = torch.randperm(clouds.shape[-1])
    same(net(clouds[..., order]), net(clouds), f"{name} of the same points in another order")


def duplicates_are_free(net: Net, clouds: Tensor, name: str) -> None:
    """Points of (B, C, N) that are there twice or often leave the output as it is."""
    want = net(clouds)
    once_more = torch.cat([clouds, clouds[..., torch.randint(clouds.shape[-1], (5,))]], -1)
    same(net(once_more), want, f"{name} of clouds in which points occur twice")
    many = torch.cat([clouds, clouds[..., :1].expand(-1, -1, 3 * clouds.shape[-1])], -1)
    same(net(many), want, f"{name} of clouds in which one point occurs many times")


def batch_is_free(net: Net, clouds: Tensor, name: str) -> None:
    """Each cloud alone gives what it gives in the batch."""
    want = net(clouds)
    for number in range(len(clouds)):
        same(net(clouds[number : number + 1]), want[number : number + 1], f"{name} of a cloud alone")


def clouds_differ(net: Net, clouds: Tensor, name: str) -> None:
    """Different clouds have different outputs."""
    got = net(clouds).detach().flatten(1)
    apart = torch.cdist(got, got).fill_diagonal_(torch.inf).min()
    expect.that(bool(apart > 1e-5), f"{name} is the same for different clouds")
