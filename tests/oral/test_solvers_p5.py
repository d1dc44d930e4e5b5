"""The solvers of P5 a second time, by torch, over 200 students."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.optim.lr_scheduler import StepLR

from assignments.P5.oral import ORAL

NUMBERS = range(1, 201)


def instances(name: str) -> Iterator[tuple[dict[str, Any], Any]]:
    for number in NUMBERS:
        yield ORAL.bank.params(number, name), ORAL.solve(number, name)


def solve(name: str, **params: Any) -> Any:
    return ORAL.solvers[f"P5-Q-{name}"].solve(params)


def count(module: nn.Module) -> int:
    return sum(parameter.numel() for parameter in module.parameters())


def exact(values: Any) -> Tensor:
    return torch.tensor(values, dtype=torch.float64)


def test_shapes_in_pointnet() -> None:
    for p, answer in instances("P5-Q-S01"):
        x, found, channels = torch.zeros(p["b"], 3, p["n"], device="meta"), [], 3
        for width in (p["w1"], p["w2"], p["w3"]):
            x, channels = nn.Conv1d(channels, width, 1, device="meta")(x), width
            found.append(x)
        found.append(x.amax(2))
        found.append(nn.Linear(channels, p["k"], device="meta")(found[-1]))
        assert tuple(tuple(value.shape) for value in found) == answer


def test_a_transform_and_its_regulariser() -> None:
    for p, (shape, loss) in instances("P5-Q-S02"):
        cloud = torch.zeros(p["b"], p["k"], p["n"], device="meta")
        matrices = torch.eye(p["k"], dtype=torch.float64).mul(p["c"]).expand(p["b"], -1, -1)
        assert tuple(matrices.shape) == shape
        assert torch.bmm(torch.zeros(shape, device="meta"), cloud).shape == cloud.shape
        difference = torch.einsum("bij,bkj->bik", matrices, matrices) - torch.eye(p["k"])
        assert loss == pytest.approx(difference.square().sum((1, 2)).mean().item())
    assert solve("S02", b=4, n=256, k=3, c=2)[1] == 27


def test_parameters_of_a_shared_mlp() -> None:
    for p, answer in instances("P5-Q-S03"):
        layers: list[nn.Module] = []
        for a, b in zip(p["channels"], p["channels"][1:], strict=False):
            layers += [nn.Conv1d(a, b, 1, bias=False, device="meta"), nn.BatchNorm1d(b, device="meta"), nn.ReLU()]
        assert count(nn.Sequential(*layers)) == answer
    assert solve("S03", channels=[3, 64, 128], n=100) == 3 * 64 + 64 * 128 + 2 * 64 + 2 * 128


def test_shapes_in_edge_conv() -> None:
    for p, answer in instances("P5-Q-S04"):
        with torch.device("meta"):
            x = torch.zeros(p["b"], p["c"], p["n"])
            idx = torch.zeros(p["b"], p["n"], p["k"], dtype=torch.int64)
            spread = idx.flatten(1).unsqueeze(1).expand(-1, p["c"], -1)
            neighbours = x.gather(2, spread).unflatten(2, (p["n"], p["k"]))
            centre = x.unsqueeze(3).expand_as(neighbours)
            edges = torch.cat((centre, neighbours - centre), dim=1)
            layer = nn.Conv2d(edges.shape[1], p["out"], 1, bias=False)(edges)
        assert (tuple(edges.shape), tuple(layer.shape), tuple(layer.amax(3).shape)) == answer


def test_memory_of_the_distance_table() -> None:
    for p, answer in instances("P5-Q-S05"):
        x = torch.zeros(p["b"], p["n"], p["c"], device="meta")
        table = torch.cdist(x, x)
        assert answer == table.numel() * table.element_size() / 2**20
    assert solve("S05", b=32, n=1024, c=64, k=20) == 128


def test_learning_rate() -> None:
    for p, answer in list(instances("P5-Q-S06"))[:50]:
        for in_batches, expected in enumerate(answer):
            weight = torch.zeros(1, requires_grad=True)
            optimizer = torch.optim.SGD([weight], lr=p["lr"])
            scheduler = StepLR(optimizer, 20, gamma=0.5)
            for _ in range(p["e"]):
                for _ in range(p["m"] if in_batches else 1):
                    optimizer.step()
                    scheduler.step()
            assert expected == pytest.approx(optimizer.param_groups[0]["lr"])
    assert solve("S06", lr=0.1, e=45, m=3) == pytest.approx((0.025, 0.1 * 0.5**6))


def test_neighbours_on_a_line() -> None:
    borders = 0
    for p, (within, nearest) in instances("P5-Q-S07"):
        points = exact(p["points"]).unsqueeze(1)
        distances = torch.cdist(points, points)[p["q"]]
        assert (distances <= p["r"]).sum() == within
        assert tuple(distances.topk(p["k"], largest=False).indices.sort().values.tolist()) == nearest
        borders += p["r"] in distances
    assert borders > 80


def test_recall() -> None:
    for p, (macro, weighted) in instances("P5-Q-S08"):
        actual, predicted = (torch.arange(3).view(shape).expand(3, 3).flatten() for shape in ((3, 1), (1, 3)))
        repeats = torch.tensor(p["cm"]).flatten()
        labels, guesses = actual.repeat_interleave(repeats), predicted.repeat_interleave(repeats)
        rates = [(guesses[labels == k] == k).double().mean() for k in range(3)]
        assert macro == pytest.approx(torch.stack(rates).mean().item())
        assert weighted == pytest.approx((labels == guesses).double().mean().item())


def test_images_and_texts() -> None:
    for p, (shape, loss) in instances("P5-Q-S09"):
        images, texts = torch.zeros(p["b"], p["d"], device="meta"), torch.zeros(p["c"], p["d"], device="meta")
        assert tuple((images @ texts.T).shape) == shape
        same = torch.randn(p["d"], dtype=torch.float64).expand(p["b"], -1)
        logits, targets = 5 * F.cosine_similarity(same.unsqueeze(1), same.unsqueeze(0), dim=2), torch.arange(p["b"])
        both = (F.cross_entropy(logits, targets) + F.cross_entropy(logits.T, targets)) / 2
        assert loss == pytest.approx(both.item())


def test_a_point_in_a_depth_map() -> None:
    """Right is up x towards: the axes of the contract, found from two of three."""
    axes = {name: exact(unit) for name, unit in zip("xyz", torch.eye(3).tolist(), strict=True)}
    cameras = {
        "front": (axes["z"], -axes["y"]),
        "back": (axes["z"], axes["y"]),
        "right": (axes["z"], axes["x"]),
        "left": (axes["z"], -axes["x"]),
        "top": (axes["y"], axes["z"]),
        "bottom": (-axes["y"], -axes["z"]),
    }
    seen, winners = set(), set()
    for p, (row, column, winner, value) in instances("P5-Q-S10"):
        up, towards = cameras[p["view"]]
        right = torch.linalg.cross(up, towards)
        points = exact([p["a"], p["b"]])
        assert points.norm(dim=1).max() <= 1
        edges = torch.linspace(-1, 1, p["size"] + 1, dtype=torch.float64)
        across, upwards = (torch.bucketize(points @ axis, edges) - 1 for axis in (right, up))
        assert across.tolist() == [column] * 2
        assert (p["size"] - 1 - upwards).tolist() == [row] * 2
        depths = points @ towards
        assert "AB"[int(depths.argmax())] == winner
        assert value == pytest.approx(torch.lerp(exact(0.2), exact(1.0), (depths.max() + 1) / 2).item())
        seen.add(p["view"])
        winners.add(winner)
    assert seen == set(cameras)
    assert winners == {"A", "B"}


def test_batches_of_views() -> None:
    for p, (shape, place, joined) in instances("P5-Q-S11"):
        depth = torch.zeros(p["b"], p["v"], p["h"], p["w"], device="meta")
        assert tuple(depth.unsqueeze(2).expand(-1, -1, 3, -1, -1).flatten(0, 1).shape) == shape
        numbered = torch.zeros(p["b"], p["v"])
        numbered[p["cloud"], p["view"]] = 1
        assert numbered.flatten().argmax() == place
        features = torch.zeros(shape[0], p["d"], device="meta").unflatten(0, (p["b"], p["v"]))
        assert tuple(features.flatten(1).shape) == joined


def test_weights_of_the_adapter() -> None:
    for p, answer in instances("P5-Q-S12"):
        size = p["v"] * p["d"]
        layers = nn.Sequential(
            nn.Linear(size, p["h"], device="meta"), nn.ReLU(), nn.Linear(p["h"], size, device="meta")
        )
        assert count(layers) == answer


def test_wrong_answers_of_the_specification_are_explained() -> None:
    """The formulas of the specification, with a word of their explanation."""
    net = {"b": 8, "n": 256, "k": 40, "w1": 32, "w2": 64, "w3": 128}
    transform = {"b": 8, "n": 256, "k": 16, "c": 3}
    shared = {"channels": [3, 32, 64], "n": 200}
    edges = {"b": 4, "c": 7, "out": 30, "n": 100, "k": 5}
    memory = {"b": 8, "n": 1024, "c": 50, "k": 20}
    rate = {"lr": 0.01, "e": 65, "m": 5}
    line = {"points": [0, 10, 3, 30, 21, 45, 4], "q": 2, "r": 7, "k": 2}
    recall = {"cm": [[30, 2, 5], [9, 8, 1], [20, 4, 3]]}
    pairs = {"b": 16, "c": 10, "d": 128}
    pixel = {"a": (0.31, -0.22, 0.45), "b": (0.31, 0.4, 0.45), "view": "back", "size": 32}
    views = {"b": 8, "v": 6, "h": 24, "w": 32, "d": 70, "cloud": 5, "view": 2}
    adapter = {"v": 6, "d": 32, "h": 48}
    cases: list[tuple[str, dict[str, Any], int | None, Any, str]] = [
        ("S01", net, 3, (8, 256), "maximum over the channels"),
        ("S01", net, 4, (8, 128, 1, 40), "segmentation"),
        ("S01", net, 4, (8, 256, 40), "segmentation"),
        ("S02", transform, 1, 16 * 4.0, "not A"),
        ("S02", transform, 1, 64.0, "diagonal"),
        ("S03", shared, None, solve("S03", **shared) + 32 + 64, "bias"),
        ("S03", shared, None, 200 * solve("S03", **shared), "shared"),
        ("S04", edges, 0, (4, 7, 100, 5), "difference"),
        ("S04", edges, 2, (4, 30, 5), "maximum over the points"),
        ("S05", memory, None, 8 * 1024 * 20 * 4 / 2**20, "choice of neighbours"),
        ("S05", memory, None, 8.0, "not bytes"),
        ("S06", rate, 0, 0.01 * 0.5 * 3, "raised"),
        ("S06", rate, 0, 0.01 * 0.5**4, "first drop"),
        ("S06", rate, 0, 0.01 * 0.5**16, "exchanged"),
        ("S06", rate, 1, 0.01 * 0.5**3, "exchanged"),
        ("S07", line, 0, 3, "own neighbour"),
        ("S07", line, 0, 2, "no limit"),
        ("S07", line, 1, (0, 6), "own neighbour"),
        ("S08", recall, 0, (30 / 59 + 8 / 14 + 3 / 9) / 3, "precision"),
        ("S08", recall, 0, 41 / 82, "exchanged"),
        ("S08", recall, 1, solve("S08", **recall)[0], "exchanged"),
        ("S09", pairs, 0, (10, 16), "rows are images"),
        ("S09", pairs, 1, math.log(10), "batch"),
        ("S09", pairs, 1, math.log(128), "batch"),
        ("S10", pixel, 0, 11, "exchanged"),
        ("S10", pixel, 1, 8, "exchanged"),
        ("S10", pixel, 0, 23, "upside down"),
        ("S10", pixel, 2, "A", "nearer"),
        ("S10", pixel, 3, 0.7, "offset 0.2"),
        ("S11", views, 0, (8, 6 * 24 * 32), "one picture"),
        ("S11", views, 2, (8, 70), "averaged"),
        ("S12", adapter, None, 6 * 32 * 48 + 48, "first of the two"),
        ("S12", adapter, None, 2 * 6 * 32 * 48, "biases"),
    ]
    assert {short for short, *_ in cases} == {name.removeprefix("P5-Q-") for name in ORAL.solvers}
    for short, params, part, value, word in cases:
        solver = ORAL.solvers[f"P5-Q-{short}"]
        messages = [
            mistake.message
            for mistake, wrong in solver.wrong(params, 1e-3)
            if mistake.part == part
            and (wrong == value or (isinstance(value, float) and wrong == pytest.approx(value, rel=1e-6)))
        ]
        assert any(word in message for message in messages), (short, part, value, messages)


def test_statements_of_the_concept_questions() -> None:
    x = torch.randn(5, 3, 20)  # Q05: a bias before batch norm changes nothing and has no gradient
    layer, norm = nn.Conv1d(3, 4, 1), nn.BatchNorm1d(4)
    assert layer.bias is not None
    out = norm(layer(x))
    (out * torch.randn_like(out)).sum().backward()
    assert layer.bias.grad is not None
    assert layer.bias.grad.abs().max() < 1e-4 * layer.weight.grad.abs().max()  # type: ignore[union-attr]
    with torch.no_grad():
        layer.bias += 3.0
        assert torch.allclose(norm(layer(x)), out, atol=1e-4)
    logits = torch.randn(6, 9)  # Q28: the scale does not change the winner
    assert all(torch.equal((s * logits).argmax(1), logits.argmax(1)) for s in (0.1, 100.0))
    images = F.normalize(torch.randn(6, 8), dim=1)  # Q29: two equal captions: the loss stays above log 2 of two rows
    images[1] = images[0]
    similarity, targets = 1e4 * images @ images.T, torch.arange(6)
    assert F.cross_entropy(similarity, targets).item() == pytest.approx(2 * math.log(2) / 6, rel=1e-3)
    a = torch.linalg.qr(torch.randn(4, 4, dtype=torch.float64))[0]  # Q08: orthogonal matrices keep lengths
    points = torch.randn(4, 10, dtype=torch.float64)
    assert torch.allclose((a @ points).norm(dim=0), points.norm(dim=0))
