"""Figures of A2: they can be drawn, and say what they should."""

from __future__ import annotations

import matplotlib.pyplot as plt
import pytest
import torch
from PIL import Image

from kit.plots import detection as boxes
from kit.plots import segmentation as masks

pytestmark = [pytest.mark.usefixtures("drawn"), pytest.mark.filterwarnings("error")]


def _titles(figure: plt.Figure) -> list[str]:
    return [axes.get_title() for axes in figure.axes]


def test_scenes_from_tensors_and_pictures() -> None:
    mask = torch.zeros(9, 12, dtype=torch.uint8)
    mask[2:5, 3:5], mask[6, 7] = 1, 200
    figure = masks.plot_scenes([torch.rand(3, 9, 12)], [mask])
    assert _titles(figure)[0] == "9 x 12, ids 0 to 2"
    masks.plot_scenes([Image.new("RGB", (5, 4))], [Image.new("L", (5, 4))], ["nobody"])


def test_crops_share_one_scale() -> None:
    padded = torch.zeros(10, 14, dtype=torch.int64)
    padded[8:] = 2
    items = [
        ("raw", {"image": torch.rand(3, 7, 11), "mask": torch.ones(7, 11, dtype=torch.int64)}),
        ("padded", {"image": torch.rand(3, 10, 14), "mask": padded}),
    ]
    figure = masks.plot_crops(items)
    assert _titles(figure) == ["raw: 7 x 11", "padded: 10 x 14"]
    assert len({axes.get_xlim() for axes in figure.axes}) == 1


def test_weights_kernel_and_curves() -> None:
    masks.plot_class_weights(torch.tensor([90, 10]), {"inverse": torch.tensor([0.6, 5.0])}, ["street", "people"])
    masks.plot_upsampling(torch.rand(4, 4), torch.rand(9, 13))
    figure = masks.plot_curves({"a": {"loss": [2.0, 1.0], "map": [0.1, 0.3]}, "b": {"loss": [1.0], "map": [0.2]}})
    assert [axes.get_ylabel() for axes in figure.axes] == ["loss", "map"]
    figure = masks.plot_curves({"a": {"loss": [2.0]}}, {"loss": "training loss"})
    assert figure.axes[0].get_ylabel() == "training loss"
    masks.plot_batch_iou({1: 0.6, 4: 0.63}, 0.64)


def test_confusion_matrix_names_its_axes() -> None:
    figure = masks.plot_confusion(torch.tensor([[95, 5], [0, 0]]), ["street", "people"])
    axes = figure.axes[0]
    assert (axes.get_ylabel(), axes.get_xlabel()) == ("actual", "predicted")
    assert [text.get_text() for text in axes.texts][:2] == ["95\n95.0%", "5\n5.0%"]


def test_predictions_leave_padding_out() -> None:
    truth = torch.tensor([[0, 1, 1, 2], [0, 1, 0, 2], [0, 0, 0, 2]])
    found = torch.tensor([[0, 1, 0, 1], [1, 1, 0, 1], [0, 0, 0, 1]])
    figure = masks.plot_predictions([torch.rand(3, 3, 4)], [truth], {"net": [found]})
    assert _titles(figure) == ["truth", "net: IoU 0.50"]


def test_panel_is_three_images_wide() -> None:
    panel = masks.panel(torch.zeros(3, 2, 3), torch.ones(2, 3, dtype=torch.int64), torch.zeros(2, 3, dtype=torch.int64))
    assert (panel.dtype, panel.shape) == (torch.uint8, (3, 2, 9))
    assert [int(panel[0, 0, column]) for column in (0, 3, 6)] == [0, 128, 0]


def test_boxes_on_images() -> None:
    image = torch.randint(0, 256, (16, 24), dtype=torch.uint8)
    corners = torch.tensor([[1.0, 2, 9, 12], [8, 0, 20, 6], [2, 2, 6, 8]])
    figure = boxes.plot_clutter([image, image[None]], [corners, corners[:0]], [torch.tensor([3, 1, 4]), corners[:0, 0]])
    assert [text.get_text() for text in figure.axes[0].texts] == ["3", "1", "4"]
    boxes.plot_cell_anchors(image, corners)
    figure = boxes.plot_anchor_labels(image, corners, torch.tensor([-2, 0, -1]), corners[:1])
    assert _titles(figure)[:2] == ["positive: 1 of 3", "ignored: 1 of 3"]
    before = {"boxes": corners, "scores": torch.tensor([0.9, 0.5, 0.05]), "labels": torch.tensor([3, 3, 1])}
    after = {key: value[:1] for key, value in before.items()}
    figure = boxes.plot_detections(image, before, after, corners[:1])
    assert _titles(figure) == ["before NMS: 2 boxes", "after NMS: 1 boxes"]
    boxes.plot_precision_recall(torch.tensor([1.0, 0.5]), torch.tensor([0.2, 0.4]), "digit 3", 0.3)
    boxes.plot_overlap([0, 1, 2], {"IoU": [1, 0.3, 0], "GIoU": [1, 0.3, -0.2]}, width=2)
    boxes.plot_overlap(torch.arange(3), {"IoU": torch.tensor([1, 0.3, 0])})


def test_boxes_cover_their_pixels() -> None:
    figure = boxes.plot_clutter([torch.zeros(8, 8)], [torch.tensor([[2.0, 3, 5, 7]])], [torch.tensor([1])])
    x, y = figure.axes[0].patches[0].get_xy()
    assert (x, y) == (1.5, 2.5), "imshow's pixel 2 begins at 1.5"
