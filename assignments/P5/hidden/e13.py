"""P5-E13: one text feature for each class from several sentences."""

from __future__ import annotations

import random
from typing import Any

import torch
from torch import Tensor

from assignments.P5.probes import text_encoders
from assignments.P5.reference import clip as reference
from kit.checks import Exercise, expect

F32, F64 = torch.float32, torch.float64
TEMPLATES = (
    "a photo of a {}",
    "{}",
    "the {}.",
    "a depth_map of a {}, seen from above",
    "Many {} in a Row",
    "a 3-D model: {}",
    "this is no {}",
)
NAMES = ("flower_pot", "airplane", "night_stand", "glass_box_with_lid", "Chair", "tv_stand", "sofa", "xbox", "bed")

e13 = Exercise("P5-E13", names=("build_text_prototypes",))


def _draw(templates: int, names: int) -> tuple[list[str], list[str]]:
    """So many templates and names, in random order; names with an underscore among them if there are enough."""
    chosen = random.Random(int(torch.randint(2**31, ())))
    return chosen.sample(TEMPLATES, templates), chosen.sample(NAMES, names)


def _encoder(dim: int, dtype: torch.dtype = F64, device: str = "cpu") -> Any:
    return text_encoders.encoder(dim, int(torch.randint(2**30, ())), dtype, device)


def _prototypes(student: Any, encode: Any, templates: list[str], names: list[str], dim: int) -> Tensor:
    got: Tensor = student.build_text_prototypes(encode, templates, names)
    expect.tensor(got, "the prototypes", shape=(len(names), dim))
    return got.detach()


@e13.check("sentences", points=0.75)
def sentences(student: Any) -> None:
    """The encoder is asked for each template filled with each name, its underscores as spaces, and nothing else."""
    for templates, names in (_draw(3, 4), _draw(5, 2), _draw(1, 9), _draw(7, 3)):
        encode = student.run(_encoder(6))
        _prototypes(student, encode, templates, names, 6)
        found = student.run(text_encoders.asked(encode))
        want = {one for name in names for one in reference.sentences(templates, name)}
        odd = sorted(set(found) - want)
        expect.that(not odd, f"the encoder is asked for {odd[:1]}")
        expect.that(set(found) == want, f"the encoder is not asked for {len(want - set(found))} of the sentences")


@e13.check("lists-unchanged", points=0.25)
def lists_unchanged(student: Any) -> None:
    """`templates` and `class_names` stay as they are."""
    templates, names = _draw(3, 5)
    after = student.run(text_encoders.lists_after(student.build_text_prototypes, _encoder(4), templates, names))
    expect.that(after == (templates, names), "build_text_prototypes changes one of its lists")


@e13.check("value", points=0.5)
def value(student: Any) -> None:
    """Each row is the normalised mean of the normalised features of the class's sentences, classes in order."""
    for (templates, names), dim in ((_draw(3, 5), 7), (_draw(6, 2), 4), (_draw(4, 4), 4), (_draw(2, 1), 5)):
        for dtype in (F64, F32):
            encode = _encoder(dim, dtype)
            got = _prototypes(student, encode, templates, names, dim)
            want = reference.prototypes(encode.local(), templates, names)
            words = f"the prototypes of {len(names)} classes from {len(templates)} templates"
            expect.close(got, want, words, **({} if dtype == F64 else {"rtol": 1e-3, "atol": 1e-4}))


@e13.check("unit-rows", points=0.25)
def unit_rows(student: Any) -> None:
    """All rows have the length 1; one template gives the direction of that sentence."""
    for templates, names in (_draw(5, 4), _draw(1, 3), _draw(1, 1)):
        encode = _encoder(6)
        got = _prototypes(student, encode, templates, names, 6)
        expect.close(got.norm(dim=1), torch.ones(len(names), dtype=F64), "the length of each row")
        if len(templates) == 1:
            for row, name in zip(got, names, strict=True):
                (feature,) = encode(reference.sentences(templates, name))
                expect.close(row, feature / feature.norm(), "the prototype from a single template")


@e13.check("order-and-form", points=0.25)
def order_and_form(student: Any) -> None:
    """The order of templates does not matter, that of classes is kept; dtype and device are the encoder's."""
    templates, names = _draw(4, 5)
    encode = _encoder(6)
    got = _prototypes(student, encode, templates, names, 6)
    again = _prototypes(student, encode, templates[::-1], names, 6)
    expect.close(again, got, "the prototypes with the templates in another order")
    order = torch.randperm(5).tolist()
    moved = _prototypes(student, encode, templates, [names[i] for i in order], 6)
    expect.close(moved, got[order], "the prototypes with the classes in another order")
    for dtype in (F32, F64):
        typed = student.build_text_prototypes(_encoder(6, dtype), templates, names)
        expect.tensor(typed, "the prototypes", shape=(5, 6), dtype=dtype)
        with student.cuda():
            student.build_text_prototypes(_encoder(6, dtype, "cuda"), templates, names)
            expect.on_device(student, "the prototypes")
