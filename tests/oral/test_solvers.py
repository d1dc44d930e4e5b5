"""The solvers of A1 against torch."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.utils.data import DataLoader

from assignments.A1.oral import ORAL

NUMBERS = range(1, 61)


def instances(name: str) -> Iterator[tuple[dict[str, Any], Any]]:
    for number in NUMBERS:
        yield ORAL.bank.params(number, name), ORAL.solve(number, name)


def test_convolution_output() -> None:
    for p, answer in instances("A1-Q-S1"):
        conv = nn.Conv2d(
            p["c"],
            p["o"],
            (p["kh"], p["kw"]),
            stride=(p["sh"], p["sw"]),
            padding=(p["ph"], p["pw"]),
            dilation=p["d"],
        )
        assert tuple(conv(torch.zeros(p["n"], p["c"], p["h"], p["w"])).shape) == answer


def test_learned_parameters_of_the_net_in_the_text() -> None:
    for number in NUMBERS:
        code = ORAL.bank.text(number, "A1-Q-S2").split("```")[1].removeprefix("python")
        scope: dict[str, Any] = {"nn": nn}
        exec(code, scope)
        count = sum(parameter.numel() for parameter in scope["net"].parameters())
        assert count == ORAL.solve(number, "A1-Q-S2")


def test_flattened_size() -> None:
    for p, answer in list(instances("A1-Q-S3"))[:20]:
        x = torch.zeros(1, 1, p["h"], p["w"])
        for _ in range(p["levels"]):
            x = F.max_pool2d(F.conv2d(x, torch.zeros(1, 1, p["k"], p["k"]), padding=p["k"] // 2), 2)
        assert x.expand(1, p["c"], -1, -1).flatten(1).shape[1] == answer


def test_receptive_field_is_the_support_of_a_gradient() -> None:
    for p, answer in instances("A1-Q-S4"):
        x = torch.zeros(1, 1, 2 * answer + 500, dtype=torch.float64, requires_grad=True)
        y: Tensor = x
        for kernel, stride in p["layers"]:
            y = F.conv1d(y, torch.ones(1, 1, kernel, dtype=torch.float64), stride=stride)
        y[0, 0, y.shape[2] // 2].backward()
        assert x.grad is not None
        touched = x.grad[0, 0].nonzero()
        assert int(touched.max() - touched.min()) + 1 == answer


def test_updates() -> None:
    for p, answer in instances("A1-Q-S5"):
        loader = DataLoader(range(p["n"]), batch_size=p["b"], drop_last=p["drop_last"])  # type: ignore[arg-type]
        sizes = [len(batch) for batch in loader]
        assert (p["epochs"] * len(sizes), sizes[-1]) == answer


def test_first_loss() -> None:
    for p, answer in instances("A1-Q-S6"):
        scores = torch.zeros(5, p["classes"], dtype=torch.float64)
        y = torch.arange(5) % p["classes"]
        svm = F.multi_margin_loss(scores, y) * p["classes"]  # torch divides by the number of classes
        expected = (svm.item(), F.cross_entropy(scores, y).item(), scores.softmax(1)[0, 0].item())
        assert answer == pytest.approx(expected, rel=1e-12)


def test_length_of_hog() -> None:
    for p, answer in instances("A1-Q-S7"):
        cells = F.avg_pool2d(torch.zeros(1, p["bins"], p["h"], p["w"]), p["cell"])
        features = F.unfold(cells, 2) if p["blocks"] else cells
        assert features.numel() == answer


def test_statistics_of_normalisation_layers() -> None:
    for p, answer in list(instances("A1-Q-S8"))[:30]:
        x = torch.randn(p["n"], p["c"], p["h"], p["w"], dtype=torch.float64)
        layers = (
            lambda t: F.batch_norm(t, None, None, training=True),
            lambda t: F.layer_norm(t, t.shape[1:]),
            F.instance_norm,
            lambda t, g=p["g"]: F.group_norm(t, g),
        )
        assert tuple(_independent_sets(layer, x) for layer in layers) == answer


def _independent_sets(layer: Any, x: Tensor) -> int:
    """Count the sets of values that are normalised together.

    One value of a (sample, channel) plane is changed: the planes that react share its set. Planes that
    have reacted are not tried again, so each set is counted once.
    """
    with torch.no_grad():
        before = layer(x)
        seen = torch.zeros(x.shape[:2], dtype=torch.bool)
        sets = 0
        for n in range(x.shape[0]):
            for c in range(x.shape[1]):
                if seen[n, c]:
                    continue
                changed = x.clone()
                changed[n, c, 0, 0] += 5.0
                seen |= ((layer(changed) - before).abs() > 1e-9).any(3).any(2)
                sets += 1
    return sets


def test_quadratic() -> None:
    for p, answer in instances("A1-Q-S9"):
        x = torch.tensor(float(p["x0"]), dtype=torch.float64, requires_grad=True)
        optimiser = torch.optim.SGD([x], lr=p["lr"])
        for _ in range(p["n"]):
            optimiser.zero_grad()
            (p["a"] / 2 * x**2).backward()
            optimiser.step()
        assert answer[0] == pytest.approx(x.item(), rel=1e-10)
        below, above = float(p["x0"]), float(p["x0"])
        for _ in range(2000):
            below -= 0.99 * answer[1] * p["a"] * below
            above -= 1.01 * answer[1] * p["a"] * above
        assert abs(below) < 1e-6
        assert abs(above) > 1e6
        assert p["x0"] - answer[2] * p["a"] * p["x0"] == pytest.approx(0, abs=1e-12)


def test_gradient_shapes() -> None:
    for p, (v_shape, grad_shape, factor) in instances("A1-Q-S10"):
        torch.manual_seed(0)
        x = torch.randn(p["a"], p["b"], requires_grad=True)
        layer, v, first = nn.Linear(p["b"], p["k"]), torch.randn(v_shape), None
        for _ in range(p["r"]):
            layer(x).backward(v)
            assert x.grad is not None
            first = x.grad.clone() if first is None else first
        assert x.grad is not None
        assert first is not None
        assert tuple(x.grad.shape) == grad_shape
        torch.testing.assert_close(x.grad, factor * first)
