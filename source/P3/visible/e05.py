"""Self-checks of P3-E5."""

from __future__ import annotations

from typing import Any

import torch
import torch.nn.functional as F
from torch import nn

from kit.checks import Exercise, expect
from kit.probes import recurrent, through_time

e5 = Exercise("P3-E5", names=("bptt_gradient_norms", "clip_gradient_norm", "truncated_backward"))


@e5.check("norms")
def norms(student: Any) -> None:
    """Back in time the norms fall for a small recurrent matrix and grow for a large one; the last is sqrt(B H)."""
    for scale in (0.4, 1.6):
        known = {"weight_ih": torch.zeros(5, 3), "weight_hh": scale * torch.eye(5)}
        cell = recurrent.known("rnn", known | {"bias_ih": torch.zeros(5), "bias_hh": torch.zeros(5)})
        got = student.bptt_gradient_norms(cell, torch.randn(4, 6, 3))
        expect.tensor(got, "the norms", shape=(6,))
        expect.close(got[-1:].detach(), torch.tensor([20**0.5]), "the last norm")
        falls = bool((got[1:] > got[:-1]).all()) if scale < 1 else bool((got[1:] < got[:-1]).all())
        expect.that(falls, f"back in time the norms should {'fall' if scale < 1 else 'grow'}")


@e5.check("clip-below")
def clip_below(student: Any) -> None:
    """Clipping below the limit changes nothing and returns the norm."""
    gradients = [torch.tensor([3.0, 0.0]), torch.tensor([[0.0], [4.0], [0.0]])]
    values = [torch.randn(2), torch.randn(3, 1)]
    told = student.run(through_time.clipped(student.clip_gradient_norm, values, gradients, 100.0, False))
    expect.tensor(told["result"], "the returned norm", shape=())
    expect.close(float(told["result"]), 5.0, "the returned norm", rtol=1e-5)
    for got, want in zip(told["gradients"], gradients, strict=True):
        expect.close(got, want, "a gradient")


@e5.check("one-chunk")
def one_chunk(student: Any) -> None:
    """With chunk = T there is one loss, and the gradients are those of plain backward."""
    cell, head, layer = nn.GRUCell(3, 5), nn.Linear(5, 4), nn.GRU(3, 5, batch_first=True)
    layer.load_state_dict({f"{name}_l0": value for name, value in cell.state_dict().items()})
    x, y = torch.randn(2, 6, 3), torch.randint(4, (2, 6))
    loss = F.cross_entropy(head(layer(x)[0]).flatten(0, 1), y.flatten())
    loss.backward()
    known = recurrent.known("gru", {name: value.clone() for name, value in cell.state_dict().items()})
    weights = {name: value.clone() for name, value in head.state_dict().items()}
    told = student.run(through_time.truncated(student.truncated_backward, known, weights, x, y, 6))
    expect.tensor(told["result"], "the losses", shape=(1,), grad=False)
    expect.close(told["result"], loss.detach()[None], "the losses")
    for name, value in (*layer.named_parameters(prefix="cell"), *head.named_parameters(prefix="head")):
        name = name.removesuffix("_l0")
        expect.that(told["gradients"][name] is not None, f"no gradient comes to {name}")
        expect.close(told["gradients"][name], value.grad, f"the gradient of {name}")
