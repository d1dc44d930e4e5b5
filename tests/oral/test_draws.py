"""What a student is asked: the same everywhere, different for others, with no answer in it."""

from __future__ import annotations

import ast
import inspect
import json
import random
import re
import runpy
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

import kit.questions
import kit.questions.show
from assignments.A1.oral import ORAL as A1
from assignments.A2.oral import ORAL as A2
from assignments.P3.oral import ORAL as P3
from assignments.P4.oral import ORAL as P4
from assignments.P5.oral import ORAL as P5
from autograder.oral import Oral
from kit.questions import Bank, Concept, Family, ask, concept, different, pick
from kit.questions.answer import clean, misfit
from kit.questions.draw import is_student_number, rng_for

ROOT = Path(__file__).resolve().parents[2]
ORALS = {"A1": A1, "A2": A2, "P3": P3, "P4": P4, "P5": P5}
QUESTIONS = {name: sys.modules[f"assignments.{name}.questions"] for name in ORALS}  # later tests open other courses
ASKED_P3 = (1, 3, 4, 5, 6, 8, 9, 11, 13, 14)
NOT_ALWAYS_A_MISTAKE = {  # with one layer or direction, the smallest kernel, even columns, up to two doublings ...
    "that is right for the smallest of these kernels only",
    "the two directions are concatenated",
    "only the last layer puts out",
    "every direction of every layer has a final state of its own",
    "final states of the directions stand one after the other, not side by side",
    "a layer above the first reads both directions",
    "a layer above the first reads states, not inputs",
    "each direction has cells of its own",
    "each layer has a cell of its own",
    "there is a block of weights for each gate and for the candidate",
    "the two columns of a pair share one frequency, that of the even one",
    "each stage doubles anew",
    "the result stays between 0 and 1",
    "the mean costs one degree of freedom",
    "few samples cannot fill it",
    "it is limited by both numbers",
}
FAMILIES = [pytest.param(oral, name, id=name) for oral in ORALS.values() for name in oral.bank.families]


def alone(path: Path) -> Bank:
    """Run a questions file as it lies next to the notebook."""
    bank: Bank = runpy.run_path(str(path))["BANK"]
    return bank


def questions(name: str) -> Path:
    return ROOT / "assignments" / name / "questions.py"


@pytest.mark.parametrize("name", ORALS)
@pytest.mark.parametrize("number", [17, 240001])
def test_draws_stay_as_they_were(name: str, number: int) -> None:
    bank = ORALS[name].bank
    drawn: dict[str, Any] = {family: bank.params(number, family) for family in bank.families}
    drawn["concepts"] = bank.drawn(number)
    if bank.slots:
        drawn["places"] = {place: bank.family(number, place).id for place in bank.slots}
    golden = json.loads((Path(__file__).parent / f"golden_{name.lower()}.json").read_text())
    assert json.loads(json.dumps(drawn)) == golden[str(number)]


@pytest.mark.parametrize(("oral", "name"), FAMILIES)
def test_numbers_differ_between_students(oral: Oral, name: str) -> None:
    texts = {oral.bank.text(number, name) for number in range(1, 101)}
    assert len(texts) >= 90


@pytest.mark.parametrize("name", ORALS)
def test_every_question_of_a_pool_or_a_place_is_asked(name: str) -> None:
    bank = ORALS[name].bank
    for pool, ids in bank.pools.items():
        assert {bank.concept(number, pool).id for number in range(1, 301)} == set(ids)
    for place, ids in bank.slots.items():
        assert {bank.family(number, place).id for number in range(1, 301)} == set(ids)


def test_a1_has_ten_families_and_every_concept_in_one_place() -> None:
    bank = A1.bank
    assert [f"A1-Q-S{i}" for i in range(1, 11)] == list(bank.families)
    placed = [*bank.always, *(name for ids in bank.pools.values() for name in ids)]
    assert sorted(placed) == sorted(bank.concepts) == sorted(f"A1-Q-C{i}" for i in range(1, 33))
    assert sum(family.points for family in bank.families.values()) == 10


def test_a2_has_fourteen_families_five_places_and_an_oral_bank() -> None:
    bank = A2.bank
    assert [f"A2-Q-S{i}" for i in range(1, 15)] == list(bank.families)
    drawn = [[int(name.removeprefix("A2-Q-S")) for name in ids] for ids in bank.slots.values()]
    assert drawn == [[1, 2], [3, 9], [4, 5], [6, 8, 11], [7, 10, 13]]
    assert all(bank.family(number, place).points == 2 for place in bank.slots for number in range(1, 50))
    assert [f"A2-Q-C{i}" for i in range(1, 43)] == list(bank.concepts)
    assert bank.always == tuple(f"A2-Q-C{i}" for i in (1, 3, 17, 20, 25))


@pytest.mark.parametrize(("oral", "families", "asked", "pool"), [(P3, 19, ASKED_P3, 28), (P4, 15, range(1, 11), 33)])
def test_projects_ask_ten_families_and_have_an_oral_pool(
    oral: Oral, families: int, asked: Iterable[int], pool: int
) -> None:
    bank = oral.bank
    name = bank.notebook
    assert [f"{name}-Q-S{i}" for i in range(1, families + 1)] == list(bank.families)
    assert bank.slots == {f"{name}-Q-S{i}": (f"{name}-Q-S{i}",) for i in asked}
    assert sum(bank.points(place) for place in bank.slots) == 10
    assert bank.always == tuple(f"{name}-Q-C{i}" for i in range(1, 6))
    assert [*bank.always, *(f"{name}-Q-O{i}" for i in range(1, pool + 1))] == list(bank.concepts)


def test_p5_has_twelve_families_ten_places_and_five_groups() -> None:
    bank = P5.bank
    assert [f"P5-Q-S{i:02}" for i in range(1, 13)] == list(bank.families)
    drawn = {int(place.removeprefix("P5-Q-")): [int(name[-2:]) for name in ids] for place, ids in bank.slots.items()}
    assert drawn == {i: [i] for i in range(1, 9)} | {9: [9, 11], 10: [10, 12]}
    assert sum(bank.points(place) for place in bank.slots) == 10
    assert [f"P5-Q-Q{i:02}" for i in range(1, 36)] == list(bank.concepts)
    assert bank.always == ()
    assert [len(ids) for ids in bank.pools.values()] == [8, 10, 5, 6, 5]
    assert [name for ids in bank.pools.values() for name in ids] == list(bank.concepts)[:-1]  # Q35 is for practice


@pytest.mark.parametrize("oral", [P3, P4, P5], ids=["P3", "P4", "P5"])
def test_mistakes_and_right_answers_seldom_coincide(oral: Oral) -> None:
    """Where a mistake can be made, its answer is another one; the few families with drawn angles: one in twenty."""
    for name, solver in oral.solvers.items():
        family = oral.bank.families[name]
        for mistake in solver.mistakes:
            if mistake.message in NOT_ALWAYS_A_MISTAKE:
                continue
            params = [oral.bank.params(number, name) for number in range(1, 201)]
            made = sum(mistake.value(p) is not None for p in params)
            told = sum(any(found is mistake for found, _ in solver.wrong(p, family.tolerance)) for p in params)
            assert told >= 0.95 * made, (name, mistake.message)


@pytest.mark.parametrize("number", [0, -3, True, "17", 2.0, None])
def test_what_is_no_student_number(number: object) -> None:
    assert not is_student_number(number)
    with pytest.raises(ValueError, match="student number"):
        A1.bank.params(number, "A1-Q-S1")  # type: ignore[arg-type]


def test_sizes_of_a1_are_different_where_the_specification_says() -> None:
    for number in range(1, 300):
        p = A1.bank.params(number, "A1-Q-S1")
        assert len({p[key] for key in ("n", "c", "o", "h", "w", "kh", "kw")}) == 7
        p = A1.bank.params(number, "A1-Q-S2")
        assert p["c"] % p["g"] == p["o"] % p["g"] == 0 != p["c"] - p["o"]
        p = A1.bank.params(number, "A1-Q-S3")
        assert p["h"] % 2 != p["w"] % 2
        p = A1.bank.params(number, "A1-Q-S5")
        assert p["n"] % p["b"]
        p = A1.bank.params(number, "A1-Q-S7")
        assert p["h"] % p["cell"] == p["w"] % p["cell"] == 0 != p["h"] - p["w"]
        p = A1.bank.params(number, "A1-Q-S8")
        assert len({p[key] for key in "nchw"}) == 4
        assert p["c"] % p["g"] == 0


def test_sizes_of_a2_are_in_range_and_different() -> None:
    bank = A2.bank
    for number in range(1, 300):
        p = bank.params(number, "A2-Q-S1")
        assert 2 <= p["depth"] <= 5
        assert 0 < p["level"] < p["depth"]
        assert p["h"] % 2 ** p["depth"] == p["w"] % 2 ** p["depth"] == 0 != p["h"] - p["w"]
        p = bank.params(number, "A2-Q-S3")
        assert p["op"] < max(p["s"], p["d"])
        p = bank.params(number, "A2-Q-S4")
        assert p["h"] % 32 == p["w"] % 32 == 0 != p["h"] - p["w"]
        p = bank.params(number, "A2-Q-S5")
        assert len({size for pair in p["maps"] for size in pair}) == 2 * len(p["maps"])
        p = bank.params(number, "A2-Q-S6")
        assert len({q[i + 2] - q[i] for q in (p["a"], p["b"]) for i in (0, 1)}) == 4
        assert min(p["a"] + p["b"]) >= 0
        p = bank.params(number, "A2-Q-S7")
        assert len({count for row in p["cm"] for count in row}) == 9
        p = bank.params(number, "A2-Q-S8")
        assert len(set(p["scores"])) == len(set(p["boxes"])) == 5
        p = bank.params(number, "A2-Q-S10")
        assert {0, 1} <= set(p["labels"])
        assert sum(label < 2 for label in p["labels"]) == 3
        assert p["weights"][0] != p["weights"][1]
        p = bank.params(number, "A2-Q-S11")
        assert len(set(p.values())) == 4
        assert max(p["x"] + p["w"], p["y"] + p["h"]) <= 64
        p = bank.params(number, "A2-Q-S13")
        assert (p["H"] > p["h"]) != (p["W"] > p["w"])
        p = bank.params(number, "A2-Q-S14")
        assert len({p["h"], p["w"], p["k"]}) == 3
        assert p["n"] < p["h"] * p["w"] * p["k"]


def test_sizes_of_p3_are_in_range_and_different() -> None:
    bank = P3.bank
    for number in range(1, 300):
        p = bank.params(number, "P3-Q-S1")
        assert len(set(p.values())) == 4
        assert 2 <= p["b"] <= 6 < p["n"] <= 40 < p["m"] <= 99
        p = bank.params(number, "P3-Q-S2")
        assert p["k"] % 2 == 1
        assert p["h"] != p["w"]
        sizes = {
            **{"S3": "b hidden d", "S4": "b t d h", "S5": "d h", "S6": "rows columns patch c", "S7": "side patch dim"},
            **{"S8": "b h size n", "S9": "h size n", "S10": "n h size", "S12": "b h layers n", "S15": "side patch c k"},
            **{"S17": "start steps h", "S19": "b h w c"},
        }
        for name, keys in sizes.items():
            p = bank.params(number, f"P3-Q-{name}")
            assert len({p[key] for key in keys.split()}) == len(keys.split())
        p = bank.params(number, "P3-Q-S13")
        assert p["t"] % p["chunk"]
        p = bank.params(number, "P3-Q-S14")
        assert 1 < p["allowed"] < p["scores"]
        p = bank.params(number, "P3-Q-S16")
        assert 0 < p["early"] < p["warmup"] < p["later"] < p["total"]


def test_sizes_of_p4_are_in_range_and_different() -> None:
    bank = P4.bank
    for number in range(1, 300):
        for name in ("S1", "S4", "S6", "S7", "S11"):
            p = bank.params(number, f"P4-Q-{name}")
            assert len(set(p.values())) == len(p)
        p = bank.params(number, "P4-Q-S2")
        assert p["channels"] % 2 ** p["doublings"] == 0
        assert p["size"] != 4 * 2 ** p["doublings"]
        p = bank.params(number, "P4-Q-S9")
        assert 0 < p["x"] < 1
        assert p["eps"] != abs(p["g"])
        p = bank.params(number, "P4-Q-S10")
        assert len(p["m1"]) == len(p["m2"]) == len(p["s1"]) == len(p["s2"])
        p = bank.params(number, "P4-Q-S14")
        assert p["n"] % 2 ** p["halvings"] == 0
        assert p["n"] != p["start"] * 2 ** p["stages"]


def test_sizes_of_p5_are_in_range_and_different() -> None:
    bank = P5.bank
    for number in range(1, 300):
        for name in ("S01", "S04", "S09", "S12"):
            p = bank.params(number, f"P5-Q-{name}")
            assert len(set(p.values())) == len(p)
        p = bank.params(number, "P5-Q-S01")
        assert 2 <= p["b"] <= 64
        assert p["w1"] < p["w2"] < p["w3"]
        p = bank.params(number, "P5-Q-S02")
        assert len({p["b"], p["n"], p["k"]}) == 3
        p = bank.params(number, "P5-Q-S03")
        assert len(set(p["channels"])) == len(p["channels"]) in (3, 4)
        p = bank.params(number, "P5-Q-S06")
        assert 0 <= p["e"] < 100
        p = bank.params(number, "P5-Q-S07")
        assert len(set(p["points"])) == 7
        assert len({abs(point - p["points"][p["q"]]) for point in p["points"]}) == 7
        p = bank.params(number, "P5-Q-S08")
        assert len({sum(row) for row in p["cm"]}) == 3
        p = bank.params(number, "P5-Q-S10")
        assert sum(a != b for a, b in zip(p["a"], p["b"], strict=True)) == 1
        p = bank.params(number, "P5-Q-S11")
        assert len({p[key] for key in "bvhwd"}) == 5
        assert 0 < p["cloud"] < p["b"]
        assert 0 < p["view"] < p["v"]


def test_questions_fill_several_places_from_one_list() -> None:
    families = {name: Family(name, name, lambda rng: {"x": pick(rng, range(99))}, str, int, "1") for name in "ab"}
    bank = Bank("T", families, {"c": Concept("c", "?")}, ("c",), {}, {"first": ("a", "b")})
    assert {bank.family(number, "first").id for number in range(1, 30)} == {"a", "b"}
    for number in range(1, 30):
        assert bank.params(number, "first") == bank.params(number, bank.family(number, "first").id)


def test_draws_use_only_what_python_promises_to_keep() -> None:
    class Bare(random.Random):
        def getrandbits(self, k: int) -> int:
            raise AssertionError("randint, choice and sample may change between versions of Python")

    for family in (family for oral in ORALS.values() for family in oral.bank.families.values()):
        for seed in range(20):
            family.draw(Bare(seed))
    assert set(different(rng_for(1), a=range(3), b=range(3), c=range(3)).values()) == {0, 1, 2}


@pytest.mark.parametrize(("oral", "name"), FAMILIES)
def test_no_answer_stands_in_its_question(oral: Oral, name: str) -> None:
    family = oral.bank.families[name]
    for number in range(1, 300):
        answer = oral.solve(number, name)
        text = oral.bank.text(number, name)
        if isinstance(answer, tuple):
            assert str(answer) not in text
        else:
            assert str(answer) not in re.findall(r"\d+", text)
        assert misfit(answer, family.form) == ""
    example = clean(ast.literal_eval(family.example))
    assert misfit(example, family.form) == ""


@pytest.mark.parametrize("oral", ORALS.values(), ids=ORALS)
def test_concept_questions_do_not_say_what_is_asked(oral: Oral) -> None:
    for name, rubric in oral.rubrics.items():
        text = oral.bank.concepts[name].text.lower()
        for key in rubric.key_points:
            for phrase in (key.text, *key.synonyms):
                assert phrase.lower() not in text, (name, phrase)


@pytest.mark.parametrize("name", ORALS)
def test_neither_package_nor_public_file_holds_a_solver(name: str) -> None:
    sources = [*(ROOT / "kit" / "questions").glob("*.py"), questions(name)]
    for source in sources:
        for node in ast.walk(ast.parse(source.read_text())):
            if isinstance(node, ast.Import | ast.ImportFrom):
                names = [alias.name for alias in node.names] + [getattr(node, "module", "") or ""]
                assert not any("oral" in n or "autograder" in n or "rubric" in n for n in names), source
    public = alone(questions(name))
    for family in public.families.values():
        assert [v for v in vars(family).values() if callable(v) and not isinstance(v, type)] == [
            family.draw,
            family.text,
        ]
    for module in (kit.questions, QUESTIONS[name]):
        functions = [n for n, f in vars(module).items() if inspect.isfunction(f)]
        assert not [n for n in functions if re.search("solve|wrong|mistake|right|grade", n)]


@pytest.mark.parametrize("name", ORALS)
def test_the_public_file_needs_nothing_but_the_kit(name: str, tmp_path: Path) -> None:
    first = next(iter(ORALS[name].bank.families))
    (tmp_path / "questions.py").write_text(questions(name).read_text())
    assert alone(tmp_path / "questions.py").text(17, first) == ORALS[name].bank.text(17, first)


def test_what_the_notebook_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[str] = []
    monkeypatch.setattr(kit.questions.show, "show", shown.append)
    ask(A1.bank, 17, "A1-Q-S1")
    assert A1.bank.text(17, "A1-Q-S1") in shown[-1]
    concept(A1.bank, 17, "B")
    assert A1.bank.concept(17, "B").text in shown[-1]
    for number in (None, 0):
        ask(A1.bank, number, "A1-Q-S1")
        concept(A1.bank, number, "B")
    assert len(shown) == 6
    assert len(set(shown[2:])) == 1
