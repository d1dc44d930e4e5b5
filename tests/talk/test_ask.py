"""Questions whose answer has to be worked out, and scenes told in words."""

from __future__ import annotations

import random

import pytest

from autograder.talk import Call, Make, Scene, labels, normal
from autograder.talk.ask import candidates, choose, gives_away, told_again
from autograder.talk.source import Cell, read_cell
from autograder.talk.stage import Place, Played, Seen


@pytest.mark.parametrize(
    ("shape", "text"),
    [
        ((4, 100), "a batch of 4 and 100 tokens"),
        ((4, 100, 64), "x float32 (4, 100, 64)"),
        ((4, 100), "reshape(-1, 4, 100, 2)"),
        ((4, 100), "# 4x100"),
        ((4, 100), "4 images by conv2d, 100 each"),
        ((13,), "`y` has 13 entries"),
        ((2, 3), "view(2,3)"),
    ],
)
def test_answers_that_stand_there(shape: tuple[int, ...], text: str) -> None:
    assert gives_away(shape, text)


@pytest.mark.parametrize(
    ("shape", "text"),
    [
        ((4, 100), "a batch of 100 and 4 tokens"),
        ((4, 100), "4 images of 3 x 100"),
        ((4, 100), "14 and 1000"),
        ((), "no numbers at all"),
        ((7,), "17 or 70"),
    ],
)
def test_answers_that_do_not(shape: tuple[int, ...], text: str) -> None:
    assert not gives_away(shape, text)


def test_a_call_is_told_in_words() -> None:
    call = Call(Make("Net", (3,), {"width": 8}), {"x": normal(2, 3), "y": labels(2, below=7), "k": 5}, {"a": (1, 2)})
    assert call.code == "net = Net(3, width=8)\nnet(x, y, 5, a=(1, 2))"
    assert call.told == [("x", "float32 (2, 3)"), ("y", "int64 (2,), from 0 to 6")]
    assert Call("f", {"cell": Make("Cell", (3,))}).told == [("cell", "Cell(3)")]


def test_sizes_differ_and_come_again() -> None:
    scene = Scene(
        "M1-E1", "s", {"a": range(3, 6), "b": range(3, 6)}, lambda p: Call("f", {"x": normal(p["a"], p["b"])})
    )
    drawn = [scene.draw(seed, "M1", "7") for seed in range(20)]
    assert drawn == [scene.draw(seed, "M1", "7") for seed in range(20)]
    assert all(len(set(one.args["x"].shape)) == 2 for one in drawn)
    assert len({one.code + str(one.told) for one in drawn}) > 2


SOURCE = '''def f(x):
    """A docstring that says 5, 35."""
    a = x.T
    b = a.reshape(5, -1)
    c = torch.stack((a, a))  # (2, 7, 10)
    d = x.sum()
    return c'''


@pytest.fixture
def cell() -> Cell:
    found = read_cell("M1-E1-answer", SOURCE)
    assert found is not None
    return found


def seen(**shapes: tuple[int, ...]) -> Played:
    lines = {"a": 3, "b": 4, "c": 5, "d": 6}
    places = {Place(0, lines[name], name): Seen((("float32", shape),), 1, True) for name, shape in shapes.items()}
    return Played(places)


def test_nothing_is_asked_that_is_told(cell: Cell) -> None:
    call = Call("f", {"x": normal(10, 7)})
    asked = candidates(0, call, seen(a=(10, 7), b=(5, 14), c=(2, 7, 10), d=()), [cell])
    assert [(one.text, one.shape) for one in asked] == [("`b` after line 4: which shape?", (5, 14))]
    assert candidates(0, call, seen(a=(7, 10), b=(1, 1), c=(0, 4)), [cell]) == []  # the comment says 7, 10
    assert not any("docstring" in line for line in cell.code(cell.functions[0]))


def test_lines_are_asked_once_and_answers_too(cell: Cell) -> None:
    scene = Scene("M1-E1", "s", {}, lambda _: Call("f", {"x": normal(10, 7)}))
    visits = Seen((("float32", (20, 3)), ("float32", (3, 20))), 2, False)
    played = Played({Place(0, 3, "a"): visits, Place(0, 4, "b"): Seen((("float32", (3, 20)),), 1, True)})
    for seed in range(10):
        chosen = choose([scene], [scene.draw(1)], [played], [cell], 5, random.Random(seed))
        assert sorted(one.line for one in chosen) in ([3, 4], [3])
        assert len({one.shape for one in chosen}) == len(chosen)
    assert "at the 2nd of 2 times in this call" in " ".join(
        one.text for one in candidates(0, scene.draw(1), played, [cell])
    )


def test_a_question_that_holds_its_key_point_is_left_out() -> None:
    assert told_again("Do pooling layers have No\nparameters?", ["no parameters"])
    assert not told_again("What does a pooling layer learn?", ["no parameters"])
