"""The tracer tells the shape of what each line binds, whatever way the code takes."""

from __future__ import annotations

import linecache
import sys
from types import ModuleType

import pytest
import torch

from autograder.talk import tracer
from autograder.talk.source import read_cell
from autograder.talk.stage import Place, Played, read_answer


@pytest.fixture
def trace(monkeypatch: pytest.MonkeyPatch):
    """Call a function of a cell under the tracer."""

    def trace(source: str, *args: object, name: str = "f", method: str = "") -> Played:
        main, file = ModuleType("__main__"), "<a cell>"
        main.__dict__.update(torch=torch, nn=torch.nn)
        linecache.cache[file] = (len(source), None, [f"{line}\n" for line in source.splitlines()], file)
        exec(compile(source, file, "exec"), vars(main))
        monkeypatch.setitem(sys.modules, "__main__", main)
        cell = read_cell("cell", source)
        assert cell is not None
        thing = vars(main)[name]
        called = thing() if isinstance(thing, type) else thing
        told = tracer.act.function(called, method, list(args), {}, [list(cell.sent)])
        assert sys.gettrace() is None
        return read_answer(told, [cell])

    return trace


def shapes(played: Played) -> dict[tuple[int, str], list[tuple[int, ...]]]:
    return {
        (place.line, place.name): [shape for _, shape in seen.shapes]
        for place, seen in played.seen.items()
        if place.line
    }


def test_each_binding_and_what_is_returned(trace) -> None:
    source = """def f(x):
    y = x.T
    a, b = y[:2], y[2:]
    z: object = torch.cat(
        (a, b, b),
        dim=0,
    )
    z += 1
    n = len(z)
    return z, (w := z.sum(0))"""
    seen = shapes(trace(source, torch.zeros(5, 7)))
    assert seen == {
        (2, "y"): [(7, 5)],
        (3, "a"): [(2, 5)],
        (3, "b"): [(5, 5)],
        (4, "z"): [(12, 5)],
        (8, "z"): [(12, 5)],
        (10, "w"): [(5,)],
        (10, "0"): [(12, 5)],
        (10, "1"): [(5,)],
    }


def test_loops_are_told_visit_by_visit(trace) -> None:
    source = """def f(x):
    for row in x:
        kept = row[:1]
    while len(x) > 2: x = x[1:]
    for _ in range(3):
        x = torch.cat((x, x))
    return x"""
    played = trace(source, torch.zeros(4, 3))
    seen = shapes(played)
    assert seen[2, "row"] == [(3,)] * 4
    assert seen[3, "kept"] == [(1,)] * 4
    assert seen[6, "x"] == [(4, 3), (8, 3), (16, 3)]
    assert played.seen[Place(0, 3, "kept")].equal
    assert not played.seen[Place(0, 6, "x")].equal


def test_many_visits_are_counted_and_compared(trace) -> None:
    source = "def f(x):\n    for k in range(100):\n        y = x[: 1 + k // 99]\n    return y"
    seen = trace(source, torch.zeros(4, 3)).seen[Place(0, 3, "y")]
    assert (seen.visits, len(seen.shapes), seen.equal) == (100, tracer.MOST_VISITS, False)


def test_comprehensions_nested_functions_and_early_returns(trace) -> None:
    source = """def f(x):
    def half(t):
        short = t[: len(t) // 2]
        return short
    both = torch.stack([half(one) for one in (x, x + 1)])
    if len(both) == 2:
        return both
    late = both.T
    return late"""
    seen = shapes(trace(source, torch.zeros(6, 5)))
    assert seen == {
        (3, "short"): [(3, 5)] * 2,
        (4, ""): [(3, 5)] * 2,
        (5, "both"): [(2, 3, 5)],
        (7, ""): [(2, 3, 5)],
    }


def test_exceptions_bind_nothing(trace) -> None:
    source = """def f(x):
    try:
        x = x.reshape(7, 7)
    except RuntimeError:
        y = x[0]
    x = x @ x
    return y"""
    played = trace(source, torch.zeros(2, 3))
    assert shapes(played) == {(5, "y"): [(3,)]}
    assert played.problem.startswith("RuntimeError: ")


def test_modules_and_their_parts(trace) -> None:
    source = """class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(5, 9), nn.ReLU())
    def forward(self, x):
        return self.layers(x)
    def encode(self, x):
        return self.layers(x)[:1]"""
    played = trace(source, torch.zeros(4, 5), name="Net")
    parts = {(place.name, place.kind): seen.shapes[0][1] for place, seen in played.seen.items() if not place.line}
    assert parts == {("layers", "Sequential"): (4, 9), ("layers.0", "Linear"): (4, 9), ("layers.1", "ReLU"): (4, 9)}
    assert shapes(played) == {(6, ""): [(4, 9)]}
    assert shapes(trace(source, torch.zeros(4, 5), name="Net", method="encode")) == {(8, ""): [(1, 9)]}


def test_what_is_no_tensor_of_torch_is_not_told(trace) -> None:
    source = """class Fake(torch.Tensor):
    shape = (1, 2, 3)
def f(x):
    y = x.as_subclass(Fake)
    z = [x]
    return y"""
    assert shapes(trace(source, torch.zeros(2, 3))) == {}


def test_a_call_that_takes_very_many_lines_goes_on_unseen(trace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tracer, "MOST_EVENTS", 50)
    source = "def f(x):\n    y = x[0]\n    for k in range(1000):\n        k += 1\n    return y"
    played = trace(source, torch.zeros(2, 3))
    assert shapes(played) == {(2, "y"): [(3,)]}


@pytest.mark.parametrize(
    "told",
    [
        None,
        {"lines": 1, "parts": []},
        {"lines": [], "parts": {}},
    ],
)
def test_answers_without_form_are_refused(told: object) -> None:
    with pytest.raises(Exception, match="malformed"):
        read_answer(told, [])


def test_only_places_of_the_text_and_plain_numbers_are_kept() -> None:
    cell = read_cell("cell", "def f(x):\n    y = x\n    return y")
    assert cell is not None
    good = [["float32", [2, 3]]]
    one = [0, 2, "y", 1, True, good]
    wrong = {0: [1, -1, True, "0"], 1: [9, "2", True], 2: ["x", "<b>", 7, "12"], 3: [0, -1, 1.0], 4: ["yes", 1]}
    wrong[5] = [[], [["<i>", [2]]], [["float32", [-1]]], [["float32", ["2"]]], [["float32", [2] * 99]], [[]], "y"]
    lines = [[*one[:at], value, *one[at + 1 :]] for at, values in wrong.items() for value in values]
    lines += ["y", [], [0] * 6]
    parts = [["a<b", "Linear", 1, True, good], ["a", "<b>", 1, True, good], ["a", 1, 1, True, good], [1]]
    told = {"lines": lines, "parts": parts, "error": ["no text"]}
    assert read_answer(told, [cell]) == Played()
    told = {"lines": [[0, 2, "y", 1, True, good]], "parts": [["a.0", "Linear", 1, True, good]], "error": "x\x1b[2J"}
    played = read_answer(told, [cell])
    assert [(place.line, place.name) for place in played.seen] == [(2, "y"), (0, "a.0")]
    assert "\x1b" not in played.problem
