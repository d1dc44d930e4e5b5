"""Self-checks of P3-E12."""

from __future__ import annotations

import math
from typing import Any

import torch
import torch.nn.functional as F

from kit.checks import Exercise, expect

e12 = Exercise("P3-E12", names=("ViT",))


@e12.check("logits")
def logits(student: Any) -> None:
    """The logits have one column for each class; at the start the loss of 10 classes is near log 10."""
    torch.manual_seed(0)
    got = student.ViT()(torch.randn(20, 3, 32, 32))
    expect.tensor(got, "the logits", shape=(20, 10), dtype=torch.float32)
    loss = float(F.cross_entropy(got.detach(), torch.arange(20) % 10))
    expect.that(abs(loss - math.log(10)) < 1.2, f"the loss at the start is {loss:.2f}, far from log 10")


@e12.check("maps")
def maps(student: Any) -> None:
    """The maps have the shape (depth, N, h, T, T), and their rows sum to 1."""
    net = student.ViT(image_size=8, patch_size=4, dim=12, depth=2, heads=3)
    got = net(torch.randn(2, 3, 8, 8), return_attention=True)
    expect.instance(got, tuple, "the result with return_attention=True")
    expect.that(len(got) == 2, "with return_attention=True there should be two results")
    expect.tensor(got[0], "the logits", shape=(2, 10))
    expect.tensor(got[1], "the maps", shape=(2, 2, 3, 5, 5))
    expect.close(got[1].detach().sum(-1), torch.ones(2, 2, 3, 5), "the sum over the keys")


@e12.check("parameter-count")
def parameter_count(student: Any) -> None:
    """The ViT of the text's example, 3 channels and 10 classes, has 3,382 parameters."""
    net = student.ViT(image_size=8, patch_size=4, dim=12, depth=2, heads=3)
    found = sum(one.numel() for one in dict(net.named_parameters()).values())
    expect.integer(found, 3382, "the number of parameters")
