"""What a student is asked: the same everywhere, different for others, with no answer in it."""

from __future__ import annotations

import ast
import inspect
import json
import random
import re
import runpy
import sys
from pathlib import Path

import pytest

import kit.questions
import kit.questions.show
from assignments.A1.oral import ORAL
from kit.questions import Bank, Concept, Family, ask, concept, different, pick
from kit.questions.answer import clean, misfit
from kit.questions.draw import is_student_number, rng_for

ROOT = Path(__file__).resolve().parents[2]
A1 = ROOT / "assignments" / "A1"
BANK = ORAL.bank
FAMILIES = list(BANK.families)
GOLDEN = json.loads((Path(__file__).parent / "golden_a1.json").read_text())


def alone(path: Path) -> Bank:
    """Run a questions file as it lies next to the notebook."""
    bank: Bank = runpy.run_path(str(path))["BANK"]
    return bank


@pytest.mark.parametrize("number", [17, 240001])
def test_draws_stay_as_they_were(number: int) -> None:
    drawn = {name: BANK.params(number, name) for name in FAMILIES} | {"concepts": BANK.drawn(number)}
    assert json.loads(json.dumps(drawn)) == GOLDEN[str(number)]


@pytest.mark.parametrize("name", FAMILIES)
def test_numbers_differ_between_students(name: str) -> None:
    texts = {BANK.text(number, name) for number in range(1, 101)}
    assert len(texts) >= 90


def test_questions_of_the_pools_are_all_asked() -> None:
    for pool, ids in BANK.pools.items():
        assert {BANK.concept(number, pool).id for number in range(1, 301)} == set(ids)


def test_ten_families_and_every_concept_in_one_place() -> None:
    assert [f"A1-Q-S{i}" for i in range(1, 11)] == FAMILIES
    placed = [*BANK.always, *(name for ids in BANK.pools.values() for name in ids)]
    assert sorted(placed) == sorted(BANK.concepts) == sorted(f"A1-Q-C{i}" for i in range(1, 33))
    assert sum(family.points for family in BANK.families.values()) == 10


@pytest.mark.parametrize("number", [0, -3, True, "17", 2.0, None])
def test_what_is_no_student_number(number: object) -> None:
    assert not is_student_number(number)
    with pytest.raises(ValueError, match="student number"):
        BANK.params(number, FAMILIES[0])  # type: ignore[arg-type]


def test_sizes_are_pairwise_different_where_the_specification_says() -> None:
    for number in range(1, 300):
        p = BANK.params(number, "A1-Q-S1")
        assert len({p[key] for key in ("n", "c", "o", "h", "w", "kh", "kw")}) == 7
        p = BANK.params(number, "A1-Q-S2")
        assert p["c"] % p["g"] == p["o"] % p["g"] == 0 != p["c"] - p["o"]
        p = BANK.params(number, "A1-Q-S3")
        assert p["h"] % 2 != p["w"] % 2
        p = BANK.params(number, "A1-Q-S5")
        assert p["n"] % p["b"]
        p = BANK.params(number, "A1-Q-S7")
        assert p["h"] % p["cell"] == p["w"] % p["cell"] == 0 != p["h"] - p["w"]
        p = BANK.params(number, "A1-Q-S8")
        assert len({p[key] for key in "nchw"}) == 4
        assert p["c"] % p["g"] == 0


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

    for family in BANK.families.values():
        for seed in range(20):
            family.draw(Bare(seed))
    assert set(different(rng_for(1), a=range(3), b=range(3), c=range(3)).values()) == {0, 1, 2}


@pytest.mark.parametrize("name", FAMILIES)
def test_no_answer_stands_in_its_question(name: str) -> None:
    family = BANK.families[name]
    for number in range(1, 300):
        answer = ORAL.solve(number, name)
        text = BANK.text(number, name)
        if isinstance(answer, tuple):
            assert str(answer) not in text
        else:
            assert str(answer) not in re.findall(r"\d+", text)
        assert misfit(answer, family.form) == ""
    example = clean(ast.literal_eval(family.example))
    assert misfit(example, family.form) == ""


def test_concept_questions_do_not_say_what_is_asked() -> None:
    for name, rubric in ORAL.rubrics.items():
        text = BANK.concepts[name].text.lower()
        for key in rubric.key_points:
            for phrase in (key.text, *key.synonyms):
                assert phrase.lower() not in text, (name, phrase)


def test_neither_package_nor_public_file_holds_a_solver() -> None:
    sources = [*(ROOT / "kit" / "questions").glob("*.py"), A1 / "questions.py"]
    for source in sources:
        for node in ast.walk(ast.parse(source.read_text())):
            if isinstance(node, ast.Import | ast.ImportFrom):
                names = [alias.name for alias in node.names] + [getattr(node, "module", "") or ""]
                assert not any("oral" in n or "autograder" in n or "rubric" in n for n in names), source
    public = alone(A1 / "questions.py")
    for family in public.families.values():
        assert [v for v in vars(family).values() if callable(v) and not isinstance(v, type)] == [
            family.draw,
            family.text,
        ]
    for module in (kit.questions, sys.modules["assignments.A1.questions"]):
        functions = [n for n, f in vars(module).items() if inspect.isfunction(f)]
        assert not [n for n in functions if re.search("solve|wrong|mistake|right|grade", n)]


def test_the_public_file_needs_nothing_but_the_kit(tmp_path: Path) -> None:
    (tmp_path / "questions.py").write_text((A1 / "questions.py").read_text())
    assert alone(tmp_path / "questions.py").text(17, "A1-Q-S1") == BANK.text(17, "A1-Q-S1")


def test_what_the_notebook_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[str] = []
    monkeypatch.setattr(kit.questions.show, "show", shown.append)
    ask(BANK, 17, "A1-Q-S1")
    assert BANK.text(17, "A1-Q-S1") in shown[-1]
    concept(BANK, 17, "B")
    assert BANK.concept(17, "B").text in shown[-1]
    for number in (None, 0):
        ask(BANK, number, "A1-Q-S1")
        concept(BANK, number, "B")
    assert len(shown) == 6
    assert len(set(shown[2:])) == 1
