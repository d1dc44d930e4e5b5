"""The solvers of A2 a second time: torch, torchvision, or all possibilities tried, over 200 students."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torchvision.models import vgg16
from torchvision.ops import box_convert, box_iou, generalized_box_iou, nms

from assignments.A2.oral import ORAL

NUMBERS = range(1, 201)


def instances(name: str) -> Iterator[tuple[dict[str, Any], Any]]:
    for number in NUMBERS:
        yield ORAL.bank.params(number, name), ORAL.solve(number, name)


def solve(name: str, **params: Any) -> Any:
    return ORAL.solvers[f"A2-Q-{name}"].solve(params)


def test_level_of_the_unet() -> None:
    for p, (shape, joined) in instances("A2-Q-S1"):
        x, skips, channels = torch.zeros(1, 3, p["h"], p["w"], device="meta"), [], 3
        for level in range(p["depth"] + 1):
            x = x if level == 0 else F.max_pool2d(x, 2)
            width = p["width"] * 2**level
            x, channels = nn.Conv2d(channels, width, 3, padding=1, device="meta")(x), width
            skips.append(x)
        for level in range(p["depth"] - 1, p["level"] - 1, -1):
            up = nn.ConvTranspose2d(channels, channels // 2, 2, stride=2, device="meta")(x)
            together = torch.cat((up, skips[level]), dim=1)
            channels = channels // 2
            x = nn.Conv2d(2 * channels, channels, 3, padding=1, device="meta")(together)
        assert tuple(skips[p["level"]].shape[1:]) == shape
        assert together.shape[1] == joined
        assert together.shape[2:] == shape[1:]


def come_back(height: int, depth: int) -> int:
    x = torch.zeros(1, 1, height, 64)
    for _ in range(depth):
        x = F.max_pool2d(x, 2)
    for _ in range(depth):
        x = F.interpolate(x, scale_factor=2)
    return int(x.shape[2])


def test_sizes_that_need_no_crop() -> None:
    for p, (back, smallest) in instances("A2-Q-S2"):
        assert come_back(max(p["h"], 2 ** p["depth"]), p["depth"]) == max(back, 2 ** p["depth"])
        height = p["h"]
        while height < 2 ** p["depth"] or come_back(height, p["depth"]) != height:
            height += 1
        assert height == smallest


def test_transposed_convolution() -> None:
    for p, answer in instances("A2-Q-S3"):
        options = {"stride": p["s"], "padding": p["p"], "output_padding": p["op"], "dilation": p["d"]}
        layer = nn.ConvTranspose2d(2, 3, p["k"], **options)
        assert layer(torch.zeros(1, 2, p["n"], p["n"] + 1)).shape[2] == answer
    for gap in range(4):  # a convolution that inserts zeros: (D + 1)(M - 1) + K
        for m, k in ((5, 2), (7, 5)):
            assert solve("S3", n=m, k=k, s=gap + 1, p=0, d=1, op=0) == (gap + 1) * (m - 1) + k


def test_fcn() -> None:
    with torch.device("meta"):
        encoder = vgg16(weights=None).features
    for p, (*shapes, count) in instances("A2-Q-S4"):
        x, found = torch.zeros(1, 3, p["h"], p["w"], device="meta"), []
        for number, layer in enumerate(encoder, start=1):
            x = layer(x)
            if number in (17, 24, 31):
                found.append(tuple(x.shape[1:]))
        assert found == shapes
        scores = [nn.Conv2d(shape[0], p["c"], 1, device="meta") for shape in found]
        assert sum(parameter.numel() for score in scores for parameter in score.parameters()) == count


def test_detection_head() -> None:
    for p, (channels, boxes) in instances("A2-Q-S5"):
        one = torch.cat((torch.zeros(4), torch.zeros(1), torch.zeros(p["c"])))  # deltas, objectness, classes
        assert one.repeat(p["k"]).numel() == channels
        rows = [torch.zeros(p["k"], 5 + p["c"], h, w).permute(2, 3, 0, 1).flatten(0, 2) for h, w in p["maps"]]
        assert torch.cat(rows).shape == (boxes, 5 + p["c"])


def test_overlap() -> None:
    kinds = set()
    for p, (iou, giou) in instances("A2-Q-S6"):
        a, b = (torch.tensor([p[name]], dtype=torch.float64) for name in "ab")
        assert iou == pytest.approx(box_iou(a, b).item(), rel=1e-9)
        assert giou == pytest.approx(generalized_box_iou(a, b).item(), rel=1e-9, abs=1e-12)
        grid = torch.zeros(2, 40, 40, dtype=torch.bool)  # all pixels counted
        for plane, (x1, y1, x2, y2) in zip(grid, (p["a"], p["b"]), strict=True):
            plane[y1:y2, x1:x2] = True
        assert iou == grid.all(dim=0).sum().item() / grid.any(dim=0).sum().item()
        kinds.add((iou > 0, giou > 0))
    assert kinds == {(True, True), (True, False), (False, False)}
    assert solve("S6", a=(0, 0, 4, 3), b=(2, 1, 7, 6)) == pytest.approx((4 / 33, 4 / 33 - 9 / 42))


def test_metrics() -> None:
    for p, (precision, recall, f1, iou, miou, weighted) in instances("A2-Q-S7"):
        cm = torch.tensor(p["cm"])
        pairs = torch.cat([torch.tensor([[i, j]]).repeat(cm[i, j], 1) for i in range(3) for j in range(3)])
        actual, predicted = pairs.unbind(1)
        is_c, called = actual == p["c"], predicted == p["c"]
        assert precision == pytest.approx(is_c[called].double().mean().item())
        assert recall == pytest.approx(called[is_c].double().mean().item())
        assert f1 == pytest.approx(2 / (1 / precision + 1 / recall))
        assert iou == pytest.approx((is_c & called).sum().item() / (is_c | called).sum().item())
        every = [(actual == c, predicted == c) for c in range(3)]
        ratios = [(t & q).sum().item() / (t | q).sum().item() for t, q in every]
        assert miou == pytest.approx(sum(ratios) / 3)
        shares = [(t.double().mean() * q[t].double().mean()).item() for t, q in every]
        assert weighted == pytest.approx(sum(shares))
    found = solve("S7", cm=[[50, 3, 2], [7, 20, 4], [1, 6, 30]], c=1)
    assert [round(value, 3) for value in found] == [0.690, 0.645, 0.667, 0.5, 0.664, 0.813]


def test_nms() -> None:
    lengths = set()
    for p, answer in instances("A2-Q-S8"):
        boxes, scores = (torch.tensor(p[name], dtype=torch.float64) for name in ("boxes", "scores"))
        assert tuple(nms(boxes, scores, p["threshold"]).tolist()) == answer
        table = box_iou(boxes, boxes)
        assert not ((table - p["threshold"]).abs() < 0.03).any()  # nobody has to compute exactly
        order = scores.argsort(descending=True).tolist()
        chains = [
            (a, b, c)
            for i, a in enumerate(order)
            for j, b in enumerate(order[i + 1 :], start=i + 1)
            for c in order[j + 1 :]
            if table[a, b] > p["threshold"] < table[b, c] and table[a, c] <= p["threshold"]
        ]
        assert len(chains) == 1
        assert chains[0][2] in answer
        lengths.add(len(answer))
    assert lengths == {3, 4}


def test_dilated_convolution() -> None:
    for p, (reach, padding, field) in instances("A2-Q-S9"):
        assert seen([(p["k"], p["d"])]) == reach
        layer = nn.Conv1d(1, 1, p["k"], padding=padding, dilation=p["d"])
        assert layer(torch.zeros(1, 1, p["n"])).shape[2] == p["n"]
        assert seen([(p["ks"], d) for d in p["dilations"]]) == field


def seen(layers: list[tuple[int, int]]) -> int:
    """How many input pixels reach one output pixel, from the first to the last."""
    x = torch.zeros(1, 1, 400, dtype=torch.float64, requires_grad=True)
    y: Tensor = x
    for kernel, dilation in layers:
        y = F.conv1d(y, torch.ones(1, 1, kernel, dtype=torch.float64), dilation=dilation)
    y[0, 0, y.shape[2] // 2].backward()
    assert x.grad is not None
    touched = x.grad[0, 0].nonzero()
    return int(touched.max() - touched.min()) + 1


def test_weighted_cross_entropy() -> None:
    for p, answer in instances("A2-Q-S10"):
        labels, losses = torch.tensor(p["labels"]), torch.tensor(p["losses"], dtype=torch.float64)
        right = (-losses).exp()
        index = torch.where(labels == 2, 0, labels)  # logits whose softmax gives the losses of the question
        logits = torch.empty(len(labels), 2, dtype=torch.float64)
        logits.scatter_(1, index[:, None], right.log()[:, None])
        logits.scatter_(1, 1 - index[:, None], (1 - right).log()[:, None])
        weight = torch.tensor(p["weights"], dtype=torch.float64)
        expected = F.cross_entropy(logits, labels, weight, ignore_index=2)
        assert answer == pytest.approx(expected.item(), rel=1e-9)
    example = {"losses": [0.357, 0.511, 2.303], "labels": [0, 1, 1], "weights": [1.0, 2.0]}
    assert solve("S10", **example) == pytest.approx(1.197)


def test_box_formats() -> None:
    for p, (corners, centre) in instances("A2-Q-S11"):
        box = torch.tensor([[p["x"], p["y"], p["w"], p["h"]]], dtype=torch.float64)  # torchvision: width first
        assert tuple(box_convert(box, "xywh", "xyxy")[0].tolist()) == corners
        assert tuple(box_convert(box, "xywh", "cxcywh")[0].tolist()) == centre


def test_decoding() -> None:
    for p, answer in instances("A2-Q-S12"):
        t = torch.tensor([tx for _, tx in p["offsets"]] + list(p["sizes"]), dtype=torch.float64)
        cell = torch.tensor([p["column"], p["row"]])
        centre = (cell + t[:2].sigmoid()) * p["stride"]
        size = torch.tensor([p["w"], p["h"]]) * t[2:].exp()
        box = box_convert(torch.cat((centre, size))[None], "cxcywh", "xyxy")[0]
        assert answer == pytest.approx(box.tolist(), rel=2e-4)  # the question rounds t
        assert min(answer) > 0.5


def test_crop_and_pad() -> None:
    for p, (shape, windows, padding) in instances("A2-Q-S13"):
        content = torch.arange(1, p["H"] * p["W"] + 1).reshape(p["H"], p["W"])  # 0 is padding
        padded = F.pad(content, (0, max(p["w"] - p["W"], 0), 0, max(p["h"] - p["H"], 0)))
        places = padded.unfold(0, p["h"], 1).unfold(1, p["w"], 1)
        assert (3, *places.shape[2:]) == shape
        assert places[:, :, 0, 0].unique().numel() == windows
        assert {int((place == 0).sum()) for place in places.flatten(0, 1)[:5]} == {padding}


def test_index_of_an_anchor() -> None:
    for p, answer in instances("A2-Q-S14"):
        anchors = [
            (row, column, shape, ((column + 0.5) * p["stride"], (row + 0.5) * p["stride"]))
            for row in range(p["h"])
            for column in range(p["w"])
            for shape in range(p["k"])
        ]
        assert anchors[p["n"]] == answer


def test_wrong_answers_of_the_specification_are_explained() -> None:
    """The examples and formulas of the specification, with a word of their explanation."""
    two = {"a": (0, 0, 4, 3), "b": (2, 1, 7, 6)}
    weighted = {"losses": [0.357, 0.511, 2.303], "labels": [0, 1, 1], "weights": [1.0, 2.0]}
    deep = {"depth": 5, "level": 3, "width": 16, "h": 192, "w": 256}
    sizes = {"H": 100, "W": 70, "h": 80, "w": 90}
    cases = [
        ("S1", deep, 0, (16 * 4, 24, 32), "double"),
        ("S1", deep, 0, (16 * 8, 192 // 6, 256 / 6), "2l"),
        ("S2", {"depth": 3, "h": 101}, 1, 102, "2d"),
        ("S2", {"depth": 3, "h": 101}, 0, 101, "odd"),
        ("S3", {"n": 9, "k": 4, "s": 3, "p": 1, "d": 1, "op": 0}, None, (9 + 2 - 4) // 3 + 1, "convolution"),
        ("S3", {"n": 9, "k": 4, "s": 3, "p": 1, "d": 1, "op": 0}, None, 27, "k = s"),
        ("S4", {"c": 7, "h": 96, "w": 160}, 0, (512, 12, 20), "third block"),
        ("S4", {"c": 7, "h": 96, "w": 160}, 3, 1280 * 7, "biases"),
        ("S5", {"k": 3, "c": 10, "maps": [(6, 9)]}, 0, 42, "objectness"),
        ("S5", {"k": 3, "c": 10, "maps": [(6, 9)]}, 1, 54, "several anchors"),
        ("S6", two, 0, 4 / 37, "twice"),
        ("S6", {"a": (0, 0, 2, 3), "b": (4, 7, 9, 8)}, 0, 8 / 3, "below 0"),
        ("S7", {"cm": [[50, 3, 2], [7, 20, 9], [1, 6, 30]], "c": 1}, 0, 20 / 36, "rows are actual"),
        ("S9", {"k": 3, "d": 4, "n": 40, "ks": 5, "dilations": (1, 2)}, 0, 12, "gaps"),
        ("S9", {"k": 3, "d": 4, "n": 40, "ks": 5, "dilations": (1, 2)}, 1, 1, "stretches"),
        ("S10", weighted, None, 1.995, "not by their number"),
        ("S10", weighted, None, 1.057, "weight of its class"),
        ("S11", {"x": 3, "y": 5, "h": 10, "w": 4}, 0, (3, 5, 13, 9), "height comes before width"),
        ("S11", {"x": 3, "y": 5, "h": 10, "w": 4}, 1, (3, 5, 4, 10), "corner is not the centre"),
        ("S13", sizes, 1, 21 + 1, "independent"),
        ("S13", sizes, 2, 80 * 90 - 100 * 70, "wanted size"),
        ("S14", {"h": 5, "w": 7, "k": 3, "stride": 8, "n": 79}, 0, 79 // 15, "columns"),
        ("S14", {"h": 5, "w": 7, "k": 3, "stride": 8, "n": 79}, 2, 79 // 35, "fastest"),
    ]
    for short, params, part, value, word in cases:
        solver = ORAL.solvers[f"A2-Q-{short}"]
        messages = [
            mistake.message
            for mistake, wrong in solver.wrong(params, 1e-3)
            if mistake.part == part and wrong == pytest.approx(value, rel=1e-3)
        ]
        assert any(word in message for message in messages), (short, part, value, messages)


def test_numbers_of_the_concept_questions() -> None:
    shares = torch.tensor([0.95, 0.05], dtype=torch.float64)  # C39: everything called background
    assert ((shares[0] / shares.sum() + 0) / 2).item() == pytest.approx(0.475)
    counts = F.conv_transpose1d(torch.ones(1, 1, 6), torch.ones(1, 1, 3), stride=2)[0, 0]  # C33: k 3, s 2
    assert counts[1:-1].tolist() == [1.0 if i % 2 == 0 else 2.0 for i in range(len(counts) - 2)]
    even = F.conv_transpose1d(torch.ones(1, 1, 6), torch.ones(1, 1, 4), stride=2)[0, 0][2:-2]
    assert len(even.unique()) == 1


def test_the_frozen_encoder_of_c34_moves() -> None:
    torch.manual_seed(0)
    encoder = nn.Sequential(nn.Linear(5, 4), nn.BatchNorm1d(4), nn.Dropout(0.5))
    model = nn.Sequential(encoder, nn.Linear(4, 2))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9, weight_decay=0.1)
    x, y = torch.randn(8, 5), torch.randint(2, (8,))

    def step() -> None:
        model.train()
        optimizer.zero_grad(set_to_none=False)
        F.cross_entropy(model(x), y).backward()
        optimizer.step()

    step()
    for parameter in encoder.parameters():
        parameter.requires_grad = False
    before = {name: value.clone() for name, value in encoder.state_dict().items()}
    step()
    after = encoder.state_dict()
    assert not torch.equal(before["0.weight"], after["0.weight"])
    assert not torch.equal(before["1.running_mean"], after["1.running_mean"])
    assert not torch.equal(encoder(x), encoder(x))
