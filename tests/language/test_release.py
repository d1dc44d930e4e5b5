"""The Chinese release: the same code, all prose and messages translated, no secret."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import nbformat
import pytest

from autograder.course import Course
from autograder.feedback.words import ENGLISH
from autograder.language.course import SHARED, is_prose
from autograder.language.release import check, glossary, language_of, translated_release, translations
from autograder.language.structure import differences
from kit.questions.practice import practice_params

ROOT = Path(__file__).parents[2]
COURSE = Course.at(ROOT)
LOCALE = "zh_CN"
IDS = COURSE.ids


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("translated")


@cache
def made(root: Path, name: str) -> Path:
    return translated_release(COURSE.assignment(name), LOCALE, root)


@pytest.mark.parametrize("name", [SHARED, *IDS])
def test_nothing_is_open_and_nothing_is_lost(name: str) -> None:
    state = next(one for one in check(COURSE, LOCALE, [] if name == SHARED else [name]) if one.name == name)
    assert state.open == ()
    assert state.faults == ()


@pytest.mark.parametrize("name", IDS)
def test_the_code_is_the_same(root: Path, name: str) -> None:
    english = nbformat.read(COURSE.assignment(name).release, 4)
    chinese = nbformat.read(made(root, name) / f"{name}.ipynb", 4)
    assert len(english.cells) == len(chinese.cells)
    for one, other in zip(english.cells, chinese.cells, strict=True):
        assert (one.id, one.cell_type, one.metadata) == (other.id, other.cell_type, other.metadata)
        if is_prose(one):
            assert re.search("[\u4e00-\u9fff]", other.source), other.source
        else:
            assert one.source == other.source


@pytest.mark.parametrize("name", IDS)
def test_no_message_of_grading_ships(root: Path, name: str) -> None:
    folder = made(root, name)
    english = {path.relative_to(COURSE.assignment(name).release.parent) for path in _files(COURSE, name)}
    more = {path.relative_to(folder) for path in folder.rglob("*") if path.is_file()} - english
    assert more == {Path("messages.json"), Path("GLOSSARY.md")}
    record = json.loads((folder / "messages.json").read_text(encoding="utf-8"))
    shown = {check.title for exercise in COURSE.assignment(name).visible().values() for check in exercise.checks}
    secret = {check.title for exercise in COURSE.assignment(name).hidden().values() for check in exercise.checks}
    assert not (secret - shown) & record["texts"].keys()
    assert shown <= record["texts"].keys()


def test_a_self_check_speaks_chinese(root: Path) -> None:
    script = (
        "from pathlib import Path; from kit.notebook.self_checks import self_check; "
        "from kit.notebook.table import summary; here = Path.cwd(); "
        "space = {'gradient_descent': lambda f, x0, lr, n_iter: None}; "
        "print(summary('A1-E1', self_check('A1-E1', space, here)))"
    )
    said = _python(made(root, "A1"), "-c", script)
    assert "自检" in said
    rest = re.sub(r"`[^`]*`|A1-E1|gradient_descent", " ", said)
    assert not re.search(r"[A-Za-z]{2,}\s+[A-Za-z]{2,}\s+[A-Za-z]{2,}", rest), said


def test_the_environment_is_reported_in_chinese(root: Path) -> None:
    said = _python(made(root, "A1"), "check_env.py")
    assert re.search("[\u4e00-\u9fff]", said), said


@pytest.mark.parametrize("name", IDS)
def test_terms_are_called_by_their_name(name: str) -> None:
    """Nine of ten texts that hold a term hold a word of the glossary for it, or the term itself as a name."""
    known = translations(COURSE, LOCALE, name)
    for term, words in glossary(COURSE, LOCALE).items():
        pattern = re.compile(rf"\b{re.escape(term)}\b", re.I)
        plain = {one: re.sub(r"`[^`]*`|\$[^$]*\$|<code>.*?</code>", " ", one) for one in known}
        holding = [one for one in known if pattern.search(plain[one])]
        without = [one for one in holding if not any(word.lower() in known[one].lower() for word in (*words, term))]
        assert len(without) <= max(2, len(holding) // 10), (term, [(one, known[one]) for one in without])


def _files(course: Course, name: str) -> list[Path]:
    folder = course.assignment(name).release.parent
    return [path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts]


def _python(folder: Path, *arguments: str) -> str:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    run = subprocess.run(
        [sys.executable, *arguments], cwd=folder, env=environment, capture_output=True, encoding="utf-8", check=False
    )
    assert not run.stderr, run.stderr
    return run.stdout


def test_every_term_is_used() -> None:
    said = "\n".join(text for name in IDS for text in translations(COURSE, LOCALE, name)).lower()
    assert [term for term in glossary(COURSE, LOCALE) if term.lower() not in said] == []


@pytest.mark.parametrize("name", IDS)
def test_questions_are_whole_sentences_in_chinese(name: str) -> None:
    language = language_of(COURSE.assignment(name), LOCALE)
    oral = COURSE.assignment(name).oral()
    assert oral is not None
    for family in oral.bank.families.values():
        for index in range(3):
            text = family.text(practice_params(oral.bank, family, index))
            said = "\n".join(map(language, (family.title, text, family.describe_form())))
            plain = re.sub(r"```.*?```|`[^`]*`|\$[^$]*\$", " ", said, flags=re.S)
            assert not re.search(r"\b[a-z]{2,} [a-z]{2,}", plain), plain
    for concept in oral.bank.concepts.values():
        assert re.search("[\u4e00-\u9fff]", language(concept.text)), concept.text


@pytest.mark.parametrize("name", IDS)
def test_what_a_mistake_is_told_is_chinese(name: str) -> None:
    """The messages of practice questions, which come from the solvers of the shape questions."""
    language = language_of(COURSE.assignment(name), LOCALE)
    table = json.loads((COURSE.assignment(name).folder / "practice.json").read_text(encoding="utf-8"))
    said = {text for family in table["families"].values() for text in family["messages"]}
    assert [text for text in said if not re.search("[\u4e00-\u9fff]", language(text))] == []


def test_the_feedback_page_speaks_chinese() -> None:
    words = ENGLISH.translated(translations(COURSE, LOCALE, SHARED))
    assert [text for text in words.texts() if not re.search("[\u4e00-\u9fff]", text)] == []
    for text, made in zip(ENGLISH.texts(), words.texts(), strict=True):
        assert differences(text, made, "{" in text) == []
