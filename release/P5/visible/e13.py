"""Self-checks of P5-E13."""

from __future__ import annotations

from typing import Any

import torch

from kit.checks import Exercise, expect
from kit.probes import image_text

e13 = Exercise("P5-E13", names=("build_text_prototypes",))

TEMPLATES = ["a photo of a {}", "the {}"]
NAMES = ["flower_pot", "bed", "tv_stand"]
SENTENCES = [template.format(name.replace("_", " ")) for name in NAMES for template in TEMPLATES]


def _features() -> dict[str, torch.Tensor]:
    return {sentence: torch.randn(4) for sentence in SENTENCES}


@e13.check("rows")
def rows(student: Any) -> None:
    """Three classes, four features: shape (3, 4), every row of length 1."""
    got = student.build_text_prototypes(image_text.text_table(_features()), TEMPLATES, NAMES)
    expect.tensor(got, "the prototypes", shape=(3, 4))
    expect.close(got.norm(dim=1).detach(), torch.ones(3), "the length of each row")


@e13.check("sentences")
def sentences(student: Any) -> None:
    """For "flower_pot" the sentences "a photo of a flower pot" and "the flower pot" are asked for."""
    table = student.run(image_text.text_table(_features()))
    student.build_text_prototypes(table, TEMPLATES, NAMES[:1])
    expect.equal(sorted(set(student.run(image_text.asked(table)))), sorted(SENTENCES[:2]), "what was asked for")


@e13.check("example")
def example(student: Any) -> None:
    """The features (3, 0) and (0, 1) give the direction in the middle."""
    table = {SENTENCES[0]: torch.tensor([3.0, 0.0]), SENTENCES[1]: torch.tensor([0.0, 1.0])}
    got = student.build_text_prototypes(image_text.text_table(table), TEMPLATES, NAMES[:1])
    expect.tensor(got, "the prototypes", shape=(1, 2))
    expect.close(got.detach(), torch.full((1, 2), 0.5**0.5), "the prototype")
