"""Self-checks of A2-E15."""

from __future__ import annotations

from typing import Any

import torch

from kit.checks import Exercise, expect

e15 = Exercise("A2-E15", names=("YOLOHead", "decode_boxes", "decode_cells", "detection_loss"))


@e15.check("shapes")
def shapes(student: Any) -> None:
    """Head, decoding and cells give the shapes of the text."""
    head = student.YOLOHead(6, num_anchors=2, num_classes=3)
    expect.tensor(head(torch.randn(5, 6, 3, 4)), "the result of the head", shape=(5, 24, 8), dtype=torch.float32)
    boxes = student.decode_boxes(torch.zeros(5, 7, 4), torch.rand(7, 4) + 1)
    expect.tensor(boxes, "decode_boxes of (5, 7, 4)", shape=(5, 7, 4), dtype=torch.float32)
    cells = student.decode_cells(torch.zeros(3, 4, 2, 4), torch.rand(2, 2) + 1, 8)
    expect.tensor(cells, "decode_cells of a map 3 x 4 with 2 shapes", shape=(24, 4), dtype=torch.float32)


@e15.check("one-bias")
def one_bias(student: Any) -> None:
    """A constant in the bias of the objectness of shape 1 appears in every second row, in column 4."""
    head = student.YOLOHead(6, num_anchors=2, num_classes=3)
    expect.that(hasattr(head, "conv"), "YOLOHead should have the attribute conv")
    state = head.conv.state_dict()
    fits = isinstance(state, dict) and sorted(state) == ["bias", "weight"]
    expect.that(fits, "conv should be a convolution with weight and bias")
    expect.tensor(state["bias"], "conv.bias", shape=(16,))
    bias = torch.zeros(16)
    bias[8 + 4] = 2.5
    head.conv.load_state_dict({"weight": torch.zeros_like(state["weight"]), "bias": bias})
    got = head(torch.randn(1, 6, 3, 4))
    want = torch.zeros(1, 24, 8)
    want[0, 1::2, 4] = 2.5
    expect.close(got, want, "the result of the head (image, row, number)")


@e15.check("loss-is-finite")
def loss_is_finite(student: Any) -> None:
    """The loss is a dict of four finite numbers, and total has a gradient."""
    pred = torch.randn(2, 6, 8, requires_grad=True)
    labels = torch.tensor([[-1, 2, -1, -2, 0, -1], [-1, -1, 1, -1, -1, -2]])
    got = student.detection_loss(pred, labels, torch.randn(2, 6, 4))
    expect.instance(got, dict, "the result of detection_loss")
    keys = sorted(map(str, got))
    expect.that(keys == ["box", "cls", "obj", "total"], f"detection_loss has the keys {keys}")
    for name, value in got.items():
        expect.tensor(value, f"the part {name}", shape=())
        expect.finite(value, f"the part {name}")
    expect.tensor(got["total"], "total", grad=True)
