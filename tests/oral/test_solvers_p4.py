"""The solvers of P4 a second time, by torch, over 200 students."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.distributions import Normal, kl_divergence

from assignments.P4.oral import ORAL

NUMBERS = range(1, 201)


def instances(name: str) -> Iterator[tuple[dict[str, Any], Any]]:
    for number in NUMBERS:
        yield ORAL.bank.params(number, name), ORAL.solve(number, name)


def solve(name: str, **params: Any) -> Any:
    return ORAL.solvers[f"P4-Q-{name}"].solve(params)


def count(module: nn.Module) -> int:
    return sum(parameter.numel() for parameter in module.parameters())


def exact(values: Any) -> Tensor:
    return torch.tensor(values, dtype=torch.float64)


def test_encoder_and_decoder() -> None:
    for p, (mu, logvar, image) in instances("P4-Q-S1"):
        with torch.device("meta"):
            x = torch.zeros(p["n"], p["c"], p["s"], p["s"])
            body = nn.Sequential(nn.Conv2d(p["c"], 4, 4, stride=4), nn.Flatten())
            heads = [nn.Linear(p["s"] ** 2 // 4, p["latent"]) for _ in range(2)]
            found = [head(body(x)) for head in heads]
            back = nn.Sequential(nn.Linear(p["latent"], x[0].numel()), nn.Unflatten(1, x.shape[1:]))(found[0])
        assert [tuple(value.shape) for value in (*found, back)] == [mu, logvar, image]
    assert solve("S1", n=2, latent=256, c=3, s=128) == ((2, 256), (2, 256), (2, 3, 128, 128))


def test_doublings() -> None:
    for p, (shape, doublings, parameters) in instances("P4-Q-S2"):
        x = torch.zeros(1, p["channels"], 4, 4, device="meta")
        for _ in range(p["doublings"]):
            x = nn.ConvTranspose2d(x.shape[1], x.shape[1] // 2, 4, stride=2, padding=1, device="meta")(x)
        assert tuple(x.shape[1:]) == shape
        assert nn.Upsample(scale_factor=2**doublings)(torch.zeros(1, 1, 4, 4)).shape[2] == p["size"]
        assert count(nn.ConvTranspose2d(p["cin"], p["cout"], 4, stride=2, padding=1, device="meta")) == parameters


def test_strided_convolutions() -> None:
    for p, (heights, logits) in instances("P4-Q-S3"):
        x, found = torch.zeros(p["b"], 1, p["n"], p["n"], device="meta"), []
        for layer in (*[(p["k"], 2, p["p"])] * 3, (p["last"], 1, 0)):
            x = nn.Conv2d(1, 1, *layer, device="meta")(x)
            found.append(x.shape[2])
        assert tuple(found) == heights
        assert x.mean(dim=(1, 2, 3)).numel() == logits
    assert solve("S3", n=32, k=4, p=1, last=4, b=7) == ((16, 8, 4, 1), 7)


def test_factor_of_the_kl_term() -> None:
    for p, (factor, times) in instances("P4-Q-S4"):
        shape = (p["c"], p["h"], p["w"])
        squares, divergences = torch.ones(2, *shape), torch.ones(2, p["latent"])
        beta = 1.7  # the weighted means are the sums over a common divisor
        loss = squares.mean() + beta * factor * divergences.mean()
        assert loss.item() == pytest.approx(((squares.sum() + beta * divergences.sum()) / squares.numel()).item())
        assert p["latent"] / squares[0, 0].numel() == pytest.approx(times * factor)
    assert solve("S4", latent=256, c=3, h=128, w=128)[0] == pytest.approx(0.0052083, rel=1e-4)


def test_kl_divergence() -> None:
    for p, answer in instances("P4-Q-S5"):
        mu, deviation = exact(p["mu"]), exact(p["logvar"]).div(2).exp()
        expected = kl_divergence(Normal(mu, deviation), Normal(torch.zeros_like(mu), torch.ones_like(mu))).sum()
        assert answer == pytest.approx(expected.item())
    assert solve("S5", mu=[1.0], logvar=[0.0]) == 0.5


def test_weights_of_an_interpolation() -> None:
    for p, (shape, images) in instances("P4-Q-S6"):
        code = ORAL.bank.families["P4-Q-S6"].text(p).split("```")[1].removeprefix("python")
        scope: dict[str, Any] = {"torch": torch}
        exec(code, scope)
        assert tuple(scope["strip"].shape) == shape
        assert len(scope["strip"].flatten(0, 1)) == images


def test_two_branches() -> None:
    for p, (embedding, linear) in instances("P4-Q-S7"):
        assert count(nn.Embedding(p["k"], p["d"], device="meta")) == embedding
        layer = nn.Linear(p["z"], p["channels"] * 4 * 4, device="meta")
        top = nn.Unflatten(1, (p["channels"], 4, 4))(layer(torch.zeros(2, p["z"], device="meta")))
        assert top.shape == (2, p["channels"], 4, 4)
        assert count(layer) == linear
    assert solve("S7", k=10, d=8, z=100, channels=512)[1] == 827_392


def test_discriminator_loss() -> None:
    def loss(real: float, fake: float) -> float:
        logits, targets = exact([real, fake]), exact([1.0, 0.0])
        return F.binary_cross_entropy_with_logits(logits, targets, reduction="sum").item()

    for p, answer in instances("P4-Q-S8"):
        assert answer == pytest.approx((loss(p["real"], p["fake"]), loss(0.0, 0.0)))


def test_a_pixel_under_attack() -> None:
    clipped = 0
    for p, answer in instances("P4-Q-S9"):
        for value, targeted in zip(answer, (False, True), strict=True):
            x = exact([p["x"]]).requires_grad_()
            (x * p["g"]).sum().backward()  # a loss with this gradient
            assert x.grad is not None
            step = p["eps"] * x.grad.sign()
            attacked = (x - step if targeted else x + step).clamp(0, 1)
            assert value == pytest.approx(attacked.item())
            clipped += value in (0.0, 1.0)
    assert clipped > 50


def test_frechet_distance() -> None:
    for p, answer in instances("P4-Q-S10"):
        one, other = (torch.diag(exact(p[name]) ** 2) for name in ("s1", "s2"))
        values, vectors = torch.linalg.eigh(one)
        root = vectors @ values.sqrt().diag() @ vectors.T
        cross = torch.linalg.eigvalsh(root @ other @ root).clamp(min=0).sqrt().sum()
        means = (exact(p["m1"]) - exact(p["m2"])).square().sum()
        assert answer == pytest.approx((means + one.trace() + other.trace() - 2 * cross).item())
    assert solve("S10", m1=[0, 0, 0], m2=[1, 1, 1], s1=[1, 1, 1], s2=[2, 2, 2]) == 6


def test_covariance() -> None:
    for p, (shape, rank) in instances("P4-Q-S11"):
        features = torch.randn(p["n"], p["f"], dtype=torch.float64)
        found = torch.cov(features.T)
        assert tuple(found.shape) == shape
        assert torch.linalg.matrix_rank(found, hermitian=True) == rank


def test_a_sample() -> None:
    for p, answer in instances("P4-Q-S12"):
        normal = Normal(exact(p["mu"]), exact(p["logvar"]).exp().sqrt())
        assert answer == pytest.approx(normal.icdf(Normal(0.0, 1.0).cdf(exact(p["eps"]))).item())


def test_two_branches_joined() -> None:
    ran = set()
    for p, (shape, runs) in instances("P4-Q-S13"):
        top, bottom = (torch.zeros(p["b"], p[name], p["side"], p["side"], device="meta") for name in ("top", "bottom"))
        assert tuple(torch.cat((top, bottom), dim=1).shape) == shape
        try:
            torch.cat((top, bottom), dim=0)
            assert runs
        except RuntimeError:
            assert not runs
        ran.add(runs)
    assert ran == {True, False}


def test_sizes_that_do_not_meet() -> None:
    for p, (images, generator, wanted) in instances("P4-Q-S14"):
        x = torch.zeros(1, 1, p["n"], p["n"])
        for _ in range(p["halvings"]):
            x = F.max_pool2d(x, 2)
        assert x.shape[2] == images
        sizes = [p["start"]]
        for _ in range(p["stages"]):
            sizes.append(F.interpolate(torch.zeros(1, 1, sizes[-1], 1), scale_factor=2).shape[2])
        assert (sizes[-1 - p["halvings"]], sizes[-1]) == (generator, wanted)
    assert solve("S14", n=28, halvings=2, start=4, stages=3) == (7, 8, 32)


def test_length_of_a_perturbation() -> None:
    for p, answer in instances("P4-Q-S15"):
        step = p["eps"] * torch.randn(p["c"], p["h"], p["w"], dtype=torch.float64).sign()
        assert answer == pytest.approx(step.norm().item())


def test_wrong_answers_of_the_specification_are_explained() -> None:
    """The formulas of the specification, with a word of their explanation."""
    halves = {"n": 6, "latent": 20, "c": 3, "s": 32}
    doublings = {"doublings": 3, "size": 64, "channels": 128, "cin": 30, "cout": 12}
    strided = {"n": 50, "k": 4, "p": 1, "last": 3, "b": 9}
    factor = {"latent": 32, "c": 3, "h": 16, "w": 24}
    divergence = {"mu": [1.5, -0.5], "logvar": [0.7, -1.1]}
    strip = {"count": 7, "n": 4, "f": 30}
    branches = {"k": 10, "d": 8, "z": 100, "channels": 512}
    pixel = {"x": 0.97, "eps": 0.1, "g": 0.025}
    frechet = {"m1": [0, 2], "m2": [3, -1], "s1": [0.5, 1.5], "s2": [2.0, 3.0]}
    joined = {"b": 10, "top": 40, "bottom": 6, "side": 4}
    cases: list[tuple[str, dict[str, Any], int | None, Any, str]] = [
        ("S1", halves, 0, (6, 40), "two heads"),
        ("S1", halves, 1, (20,), "batch"),
        ("S2", doublings, 0, (1024, 32, 32), "halves the channels"),
        ("S2", doublings, 1, 6, "single pixel"),
        ("S3", strided, 0, (24, 11, 4, 2), "padding is forgotten"),
        ("S3", strided, 1, 81, "per image"),
        ("S4", factor, 0, 32 / (16 * 24), "channel"),
        ("S4", factor, 0, 3 * 16 * 24 / 32, "other way round"),
        ("S5", divergence, None, 2 * solve("S5", **divergence), "half"),
        ("S5", divergence, None, 0.5 * (2.5 + math.exp(1.4) + math.exp(-2.2) - 2 + 0.4), "standard deviation"),
        ("S6", strip, 0, (4, 7, 30), "in front"),
        ("S6", strip, 0, (7, 30), "batch stays"),
        ("S7", branches, 1, 819_200, "bias"),
        ("S7", branches, 1, 51_200, "places"),
        ("S8", {"real": 1.2, "fake": -0.6}, 1, math.log(2), "one of two"),
        ("S8", {"real": 1.2, "fake": -0.6}, 0, math.log1p(math.exp(1.2)) + math.log1p(math.exp(0.6)), "swapped"),
        ("S9", pixel, 0, 0.9725, "sign"),
        ("S9", pixel, 0, 1.07, "between"),
        ("S10", frechet, None, 18 + 3.75**2 + 6.75**2, "roots"),
        ("S10", frechet, None, math.sqrt(18 + 4.5), "squared"),
        ("S11", {"n": 20, "f": 5}, 0, (20, 20), "rows are samples"),
        ("S11", {"n": 20, "f": 33}, 1, 20, "degree"),
        ("S12", {"mu": 0.5, "logvar": 0.7, "eps": 1.1}, None, 0.5 + math.exp(0.7) * 1.1, "root"),
        ("S12", {"mu": 0.5, "logvar": 0.7, "eps": 1.1}, None, 0.5 + 0.7 * 1.1, "logarithm"),
        ("S13", joined, 0, (10, 240, 4, 4), "add"),
        ("S14", {"n": 28, "halvings": 2, "start": 4, "stages": 3}, 0, 8, "another size"),
        ("S15", {"c": 3, "h": 16, "w": 24, "eps": 0.1}, None, 0.1, "single value"),
    ]
    for short, params, part, value, word in cases:
        solver = ORAL.solvers[f"P4-Q-{short}"]
        messages = [
            mistake.message
            for mistake, wrong in solver.wrong(params, 1e-3)
            if mistake.part == part and (wrong == value or wrong == pytest.approx(value, rel=1e-6))
        ]
        assert any(word in message for message in messages), (short, part, value, messages)


def test_numbers_of_the_concept_questions() -> None:
    real = F.softplus(-torch.linspace(-50, 50, 1001).sigmoid())  # O18: the sigmoid twice
    assert 0.31 < real.min().item() < 0.32
    twice = torch.linspace(-50, 50, 1001).sigmoid().sigmoid()
    assert (round(twice.min().item(), 2), round(twice.max().item(), 2)) == (0.5, 0.73)
    sums, mixed = torch.tensor([3.0, 8.0]), torch.tensor([5.0])  # C2: the identity
    assert (sums.mean() + 2 * (1 / 2) * mixed.mean()) == (sums.sum() + 2 * mixed.sum()) / 2
    up, down = nn.ConvTranspose2d(1, 1, 4, stride=2, padding=1, bias=False), nn.Conv2d(1, 1, 4, 2, 1, bias=False)
    down.weight = up.weight  # O15: the transpose of the same linear map
    x, y = torch.randn(1, 1, 5, 5), torch.randn(1, 1, 10, 10)
    assert torch.allclose((up(x) * y).sum(), (x * down(y)).sum(), atol=1e-4)
