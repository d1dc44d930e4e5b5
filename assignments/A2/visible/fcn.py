"""Self-checks of A2-E9."""

from __future__ import annotations

from typing import Any

import torch

from kit.checks import Exercise, expect

e9 = Exercise("A2-E9", names=("normalize_images", "FCN8s"))


def _network(student: Any) -> Any:
    """An FCN-8s for 2 classes on an encoder of three blocks: channels 4, 5 and 6."""
    nn = student.nn
    blocks = [
        *(nn.Conv2d(3, 4, 3, padding=1), nn.MaxPool2d(8)),
        *(nn.Conv2d(4, 5, 3, padding=1), nn.MaxPool2d(2)),
        *(nn.Conv2d(5, 6, 3, padding=1), nn.MaxPool2d(2)),
    ]
    return student.FCN8s(2, nn.Sequential(*blocks), taps=(2, 4, 6), channels=(4, 5, 6))


@e9.check("normalize-images")
def normalize_images(student: Any) -> None:
    """Normalised images keep shape and dtype; the mean becomes 0."""
    images = torch.tensor([0.485, 0.456, 0.406])[None, :, None, None].expand(2, 3, 4, 5)
    got = student.normalize_images(images)
    expect.tensor(got, "normalize_images", shape=(2, 3, 4, 5), dtype=torch.float32)
    expect.close(got, torch.zeros(2, 3, 4, 5), "normalize_images of the mean")


@e9.check("output-shape")
def output_shape(student: Any) -> None:
    """The logits have the size of the image, for 64 x 96 and for 70 x 45."""
    net = _network(student)
    for height, width in ((64, 96), (70, 45)):
        got = net(torch.randn(2, 3, height, width))
        expect.tensor(got, f"the output for {height} x {width}", shape=(2, 2, height, width), dtype=torch.float32)


@e9.check("fewer-to-train")
def fewer_to_train(student: Any) -> None:
    """On a frozen encoder fewer tensors are trained than there are."""
    net = _network(student)
    trained = net.trainable_parameters()
    expect.instance(trained, list, "trainable_parameters()")
    total = len(dict(net.named_parameters()))
    expect.that(0 < len(trained) < total, f"{len(trained)} of {total} tensors are trained")
