"""The solvers of P3 a second time, by torch and torchvision, over 200 students."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import pytest
import torch
import torch.nn.functional as F
from torch import nn
from torch.optim.lr_scheduler import CosineAnnealingLR, LinearLR, LRScheduler
from torch.utils.flop_counter import FlopCounterMode
from torchvision.models.swin_transformer import PatchMerging

from assignments.P3.oral import ORAL

NUMBERS = range(1, 201)
NETS = {"rnn": nn.RNN, "gru": nn.GRU, "lstm": nn.LSTM}


def instances(name: str) -> Iterator[tuple[dict[str, Any], Any]]:
    for number in NUMBERS:
        yield ORAL.bank.params(number, name), ORAL.solve(number, name)


def solve(name: str, **params: Any) -> Any:
    return ORAL.solvers[f"P3-Q-{name}"].solve(params)


def count(*modules: nn.Module) -> int:
    return sum(parameter.numel() for module in modules for parameter in module.parameters())


def test_attention_weights() -> None:
    for p, (shape, axis) in list(instances("P3-Q-S1"))[:40]:
        q, k = torch.randn(p["b"], p["n"], p["d"]), torch.randn(p["b"], p["m"], p["d"])
        weights = torch.bmm(q, k.mT).softmax(dim=-1)
        assert tuple(weights.shape) == shape
        assert torch.allclose(weights.sum(dim=axis), torch.ones(1))
        values = torch.randn(p["b"], p["m"], 5)
        right = F.scaled_dot_product_attention(q, k, values, scale=1.0)
        assert torch.allclose(torch.bmm(weights, values), right, atol=1e-4)


def test_padding() -> None:
    for p, (padding, size) in instances("P3-Q-S2"):
        x = torch.zeros(1, 1, p["h"], p["w"], device="meta")
        assert nn.Conv2d(1, 1, p["k"], padding=padding, device="meta")(x).shape == x.shape
        assert tuple(nn.Conv2d(1, 1, p["k"], device="meta")(x).shape[2:]) == size
    assert solve("S2", k=3, h=9, w=8)[0] == 1


def test_gates_of_a_gru() -> None:
    for p, (shape, hidden) in instances("P3-Q-S3"):
        cell = nn.GRUCell(p["d"], hidden)
        gates = F.linear(torch.zeros(p["b"], p["d"]), cell.weight_ih, cell.bias_ih)
        assert f"{tuple(gates.shape)}" in ORAL.bank.families["P3-Q-S3"].text(p)
        assert tuple(gates.chunk(3, dim=1)[0].shape) == shape
    assert solve("S3", b=4, hidden=5, d=7) == ((4, 5), 5)


def test_outputs_of_a_recurrent_net() -> None:
    for p, shapes in list(instances("P3-Q-S4"))[:40]:
        options = {"num_layers": p["layers"], "bidirectional": p["dirs"] == 2, "batch_first": p["first"]}
        net = NETS[p["cell"]](p["d"], p["h"], **options)
        size = (p["b"], p["t"]) if p["first"] else (p["t"], p["b"])
        out, state = net(torch.zeros(*size, p["d"]))
        assert (tuple(out.shape), tuple(state.shape)) == shapes


def test_parameters_of_a_recurrent_net() -> None:
    for p, answer in instances("P3-Q-S5"):
        net = NETS[p["cell"]](p["d"], p["h"], p["layers"], bidirectional=p["dirs"] == 2, device="meta")
        assert count(net) == answer


def test_tokens_of_an_image() -> None:
    for p, (tokens, numbers, length) in instances("P3-Q-S6"):
        image = torch.zeros(1, p["c"], p["rows"] * p["patch"], p["columns"] * p["patch"])
        cut = F.unfold(image, p["patch"], stride=p["patch"]).mT
        assert cut.shape == (1, tokens, numbers)
        assert torch.cat((torch.zeros(1, 1, numbers), cut), dim=1).shape[1] == length
    assert solve("S6", rows=16, columns=16, patch=2, c=3) == (256, 12, 257)


def test_position_table() -> None:
    for p, (shape, parameters) in instances("P3-Q-S7"):
        side = p["side"] * p["patch"]
        embedded = nn.Conv2d(3, p["dim"], p["patch"], stride=p["patch"], device="meta")(
            torch.zeros(2, 3, side, side, device="meta")
        )
        tokens = torch.cat((torch.zeros(2, 1, p["dim"], device="meta"), embedded.flatten(2).mT), dim=1)
        assert tuple(tokens[:1].shape) == shape
        assert tokens[0].numel() == parameters


def test_several_heads() -> None:
    for p, (size, shape, parameters) in instances("P3-Q-S8"):
        width = p["h"] * p["size"]
        layer = nn.MultiheadAttention(width, p["h"], batch_first=True, device="meta")
        x = torch.zeros(p["b"], p["n"], width, device="meta")
        _, maps = layer(x, x, x, average_attn_weights=False)
        assert layer.head_dim == size
        assert tuple(maps.shape) == shape
        assert count(layer) == parameters


def encoder_layer(p: dict[str, Any]) -> nn.Module:
    width = p["h"] * p["size"]
    return nn.TransformerEncoderLayer(width, p["h"], p["r"] * width, device="meta")


def test_parameters_of_a_block() -> None:
    for p, answer in instances("P3-Q-S9"):
        assert count(encoder_layer(p)) == answer
    assert solve("S9", h=3, size=16, r=4) == 12 * 48**2 + 13 * 48


def multiply_adds(p: dict[str, Any]) -> tuple[int, int]:
    """Counted by torch: (scores and weighted sums, projections)."""
    heads = torch.zeros(p["h"], p["n"], p["size"], device="meta")
    with FlopCounterMode(display=False) as pairs:
        torch.bmm(torch.bmm(heads, heads.mT).softmax(dim=-1), heads)
    x = torch.zeros(p["n"], p["h"] * p["size"], device="meta")
    with FlopCounterMode(display=False) as projections:
        for _ in "qkvo":
            x @ torch.zeros(x.shape[1], x.shape[1], device="meta")
    return pairs.get_total_flops() // 2, projections.get_total_flops() // 2


def test_cost_of_attention() -> None:
    for p, (pairs, projections, equal) in instances("P3-Q-S10"):
        assert multiply_adds(p) == (pairs, projections)
        assert len(set(multiply_adds(p | {"n": equal}))) == 1


def test_sinusoid() -> None:
    for p, answer in instances("P3-Q-S11"):
        frequencies = torch.logspace(0, -4, p["dim"] // 2 + 1, dtype=torch.float64)[:-1]
        turned = torch.polar(torch.ones_like(frequencies), frequencies * p["pos"])
        row = torch.view_as_real(turned).flip(dims=(1,)).flatten()  # sine before cosine
        assert answer == pytest.approx(row[p["col"]].item(), rel=1e-9)
        assert abs(answer) > 0.05


def test_memory_of_the_maps() -> None:
    for p, answer in instances("P3-Q-S12"):
        maps = torch.zeros(p["layers"], p["b"], p["h"], p["n"], p["n"], device="meta")
        assert answer == pytest.approx(maps.nbytes / 1024 / 1024)


def test_truncated_back_propagation() -> None:
    """The steps of the input that the gradient of each chunk reaches."""
    kinds = set()
    for p, (calls, steps) in instances("P3-Q-S13"):
        x = torch.ones(p["t"], dtype=torch.float64, requires_grad=True)
        state, reached = torch.zeros((), dtype=torch.float64), []
        for chunk in x.split(p["chunk"]):
            loss = torch.zeros((), dtype=torch.float64)
            for step in chunk:
                state = 0.9 * state + step
                loss = loss + state
            (gradient,) = torch.autograd.grad(loss, x, retain_graph=True)
            reached.append(int((gradient != 0).sum()))
            state = state.detach()
        assert (len(reached), max(reached)) == (calls, steps)
        kinds.add(calls == 1)
    assert kinds == {True, False}


def test_softmax_under_a_mask() -> None:
    for p, answer in instances("P3-Q-S14"):
        scores = torch.full((p["scores"],), 1.7, dtype=torch.float64)
        hidden = torch.arange(p["scores"]) >= p["allowed"]
        equal = scores.masked_fill(hidden, -math.inf).softmax(dim=0)
        scores[0] += math.log(2)
        raised = scores.masked_fill(hidden, -math.inf).softmax(dim=0)
        assert answer == pytest.approx((equal[0].item(), raised[0].item(), raised[1].item()))


def test_parameters_of_a_vit() -> None:
    for p, answer in instances("P3-Q-S15"):
        width = p["h"] * p["size"]
        patches = nn.Conv2d(p["c"], width, p["patch"], stride=p["patch"], device="meta")
        side = p["side"] * p["patch"]
        found = patches(torch.zeros(1, p["c"], side, side, device="meta")).flatten(2).shape[2]
        tables = nn.ParameterList([torch.zeros(1, 1, width), torch.zeros(1, found + 1, width)])
        blocks = [encoder_layer(p) for _ in range(p["depth"])]
        head = nn.Linear(width, p["k"], device="meta")
        assert count(patches, tables, *blocks, nn.LayerNorm(width), head) == answer


def run(schedule: LRScheduler, steps: int) -> float:
    """The rate after so many steps."""
    for _ in range(steps):
        schedule.optimizer.step()
        schedule.step()
    return float(schedule.get_last_lr()[0])


def test_learning_rate() -> None:
    for p, (early, later) in instances("P3-Q-S16"):
        optimiser = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=p["base"])
        rise = LinearLR(optimiser, start_factor=1 / p["warmup"], total_iters=p["warmup"] - 1)
        assert early == pytest.approx(run(rise, p["early"]))
        optimiser = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=p["base"])
        fall = CosineAnnealingLR(optimiser, T_max=p["total"] - p["warmup"], eta_min=p["low"])
        assert later == pytest.approx(run(fall, p["later"] - p["warmup"]))
        assert 0 < p["early"] < p["warmup"] < p["later"] < p["total"]


def test_gradient_through_a_linear_recurrence() -> None:
    for p, answer in list(instances("P3-Q-S17"))[:50]:
        matrix = p["rho"] * torch.linalg.qr(torch.randn(p["h"], p["h"], dtype=torch.float64))[0]
        states = [torch.randn(p["h"], dtype=torch.float64, requires_grad=True)]
        for _ in range(p["steps"] + 3):
            states.append(matrix @ states[-1])
        loss = states[-1] @ torch.randn(p["h"], dtype=torch.float64)
        first, last = torch.autograd.grad(loss, (states[0], states[p["steps"]]))
        assert answer == pytest.approx((first.norm() / last.norm()).item())


def test_confusion_matrix() -> None:
    for p, (recall, samples) in instances("P3-Q-S18"):
        cm = torch.tensor(p["cm"])
        pairs = torch.cat([torch.tensor([[i, j]]).repeat(int(cm[i, j]), 1) for i in range(3) for j in range(3)])
        actual, predicted = pairs.unbind(1)
        assert (actual == p["c"]).sum() == samples
        assert recall == pytest.approx((predicted[actual == p["c"]] == p["c"]).double().mean().item())


def test_patch_merging() -> None:
    for p, (before, after) in instances("P3-Q-S19"):
        seen: list[torch.Size] = []
        with torch.device("meta"):
            layer = PatchMerging(p["c"])
            layer.reduction.register_forward_pre_hook(lambda _, inputs, seen=seen: seen.append(inputs[0].shape))
            out = layer(torch.zeros(p["b"], p["h"], p["w"], p["c"]))
        assert [*map(tuple, seen), tuple(out.shape)] == [before, after]


def test_wrong_answers_of_the_specification_are_explained() -> None:
    """The formulas of the specification, with a word of their explanation."""
    weights = {"b": 3, "n": 10, "m": 50, "d": 16}
    gates = {"b": 6, "hidden": 11, "d": 13}
    net = {"b": 9, "t": 15, "d": 6, "h": 10, "layers": 2, "dirs": 2, "first": True, "cell": "gru"}
    tokens = {"rows": 6, "columns": 9, "patch": 4, "c": 3}
    table = {"side": 5, "patch": 6, "dim": 28, "k": 11}
    heads = {"b": 9, "h": 3, "size": 8, "n": 31}
    block = {"h": 3, "size": 8, "n": 31, "r": 4}
    cost = {"n": 50, "h": 3, "size": 8}
    wave = {"dim": 16, "pos": 3, "col": 3}
    memory = {"b": 16, "h": 3, "layers": 5, "n": 65, "size": 10}
    vit = {"side": 4, "patch": 3, "c": 3, "depth": 2, "k": 12, "h": 3, "size": 10, "r": 2}
    rate = {"total": 110, "warmup": 10, "early": 4, "later": 30, "base": 0.001, "low": 0.0001}
    line = {"rho": 0.9, "steps": 7, "start": 4, "h": 31}
    cm = {"cm": [[50, 3, 2], [7, 60, 29], [1, 6, 44]], "c": 1}
    merging = {"b": 3, "h": 12, "w": 16, "c": 24}
    cases: list[tuple[str, dict[str, Any], int | None, Any, str]] = [
        ("S1", weights, 0, (3, 16, 16), "features"),
        ("S1", weights, 0, (3, 50, 10), "queries"),
        ("S2", {"k": 7, "h": 40, "w": 50}, 0, 6, "both sides"),
        ("S2", {"k": 7, "h": 40, "w": 50}, 0, 1, "smallest"),
        ("S3", gates, 0, (6, 33), "before the chunk"),
        ("S3", gates, 0, (2, 33), "batch"),
        ("S4", net, 0, (9, 15, 10), "concatenated"),
        ("S4", net, 1, (30, 9, 10), "layers and directions"),
        ("S5", net, None, 2 * 3 * 10 * (6 + 10 + 1) + 2 * 3 * 10 * (20 + 10 + 1), "two biases"),
        ("S5", net, None, 2 * 3 * 10 * (6 + 10 + 2) + 2 * 3 * 10 * (10 + 10 + 2), "both directions"),
        ("S6", tokens, 0, 16, "side of a patch"),
        ("S6", tokens, 1, 16, "channels"),
        ("S7", table, 1, 25 * 28, "CLS"),
        ("S7", table, 1, 25**2, "attention map"),
        ("S8", heads, 2, 3 * 4 * 24**2, "share"),
        ("S8", heads, 2, 3 * 24**2 + 3 * 24, "output projection"),
        ("S9", block, None, 12 * 24**2, "biases and norms"),
        ("S9", block, None, 4 * 24**2 + 4 * 24, "attention only"),
        ("S10", cost, 2, 24, "four projections"),
        ("S10", cost, 2, 96, "both count"),
        ("S11", wave, None, math.cos(3 / 10000 ** (6 / 16)), "frequency"),
        ("S11", wave, None, math.sin(3 / 10000 ** (2 / 16)), "cosines"),
        ("S12", memory, None, 4 * 5 * 16 * 65**2 / 2**20, "each head"),
        ("S12", memory, None, 4 * 5 * 16 * 3 * 65 * 30 / 2**20, "pair of tokens"),
        ("S13", {"t": 50, "chunk": 8}, 0, 6, "last"),
        ("S13", {"t": 50, "chunk": 8}, 1, 50, "cut"),
        ("S14", {"scores": 20, "allowed": 7}, 0, 1 / 20, "masked"),
        ("S14", {"scores": 20, "allowed": 7}, 0, 0, "again"),
        ("S15", vit, None, solve("S15", **vit) - 18 * 30, "CLS and positions"),
        ("S15", vit, None, solve("S15", **vit) - 2 * 30, "final norm"),
        ("S16", rate, 0, 0.0004, "from 0"),
        ("S16", rate, 1, 0.001 * math.cos(math.pi * 0.2), "shifted"),
        ("S17", line, None, 6.3, "product"),
        ("S17", line, None, 0.9**-7, "inverse"),
        ("S18", cm, 0, 60 / 69, "precision"),
        ("S18", cm, 0, 60 / 202, "all samples"),
        ("S19", merging, 0, (3, 6, 8, 24), "four neighbours"),
        ("S19", merging, 0, (3, 3, 4, 96), "once"),
    ]
    for short, params, part, value, word in cases:
        solver = ORAL.solvers[f"P3-Q-{short}"]
        messages = [
            mistake.message
            for mistake, wrong in solver.wrong(params, 1e-3)
            if mistake.part == part and (wrong == value or wrong == pytest.approx(value, rel=1e-6))
        ]
        assert any(word in message for message in messages), (short, part, value, messages)
