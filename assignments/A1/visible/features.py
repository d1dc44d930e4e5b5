"""A1-E9: what students can check themselves."""

from __future__ import annotations

from typing import Any

import torch

from kit.checks import Exercise, expect

e9 = Exercise("A1-E9", names=("hog", "standardize", "HOGMLP"))


@e9.check("hog-length")
def hog_length(student: Any) -> None:
    """An image of 28 x 28 gives 441 numbers with hog, a constant image zeros."""
    images = torch.stack((torch.rand(28, 28), torch.full((28, 28), 0.25)))
    got = student.hog(images)
    expect.tensor(got, "hog", shape=(2, 441))
    expect.close(got[1].float(), torch.zeros(441), "hog of a constant image", atol=1e-5)


@e9.check("columns")
def columns(student: Any) -> None:
    """Both parts keep their shape in standardize, and the columns of train get mean 0."""
    pair = student.standardize(4 + torch.rand(31, 3), 4 + torch.rand(8, 3))
    expect.that(type(pair) in (tuple, list) and len(pair) == 2, "standardize should return (train, test)")
    expect.tensor(pair[0], "train", shape=(31, 3))
    expect.tensor(pair[1], "test", shape=(8, 3))
    expect.close(pair[0].float().mean(0), torch.zeros(3), "mean of the columns of train", atol=0.03)


@e9.check("mlp-size")
def mlp_size(student: Any) -> None:
    """HOGMLP gives one output per class and has the number of parameters of the contract."""
    net = student.HOGMLP(8, hidden=(6,), n_classes=4)
    expect.tensor(net(torch.randn(5, 8)), "the output", shape=(5, 4))
    count = sum(value.numel() for _, value in net.named_parameters())
    expect.that(count == 82, f"HOGMLP(8, hidden=(6,), n_classes=4) has {count} parameters, expected 82")
