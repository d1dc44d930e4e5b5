from __future__ import annotations

from pathlib import Path
from textwrap import dedent

from autograder.language.messages import Message, messages_of

MODULE = '''
"""Self-checks of M1."""

import re

WORDS = re.compile(r"[a-z]+ [a-z]+")
TEXT = "all draws are the same"
BLOCK = "The layer has {channels} channels."


@e1.check("shape")
def shaped(student: "a student of ours") -> None:
    """The result has the shape
    of `x`.

    Not read by the student.
    """
    expect.that(ok, f"{name} has {len(rows)} row{'s' * (len(rows) != 1)}, " "one is asked")
    expect.that(ok, f"{name} is too {'large' if got > want else 'small'}")
    student.get(f"{module}.{name}")


def helper() -> str:
    """Says nothing to anybody."""
    return "name"
'''


def read(tmp_path: Path, text: str) -> dict[str, Message]:
    path = tmp_path / "module.py"
    path.write_text(dedent(text))
    return {one.text: one for one in messages_of(path)}


def test_titles_messages_and_constants_are_found(tmp_path: Path) -> None:
    found = read(tmp_path, MODULE)
    assert list(found) == [
        "all draws are the same",
        "The layer has {channels} channels.",
        "The result has the shape of `x`.",
        "{name} has {len} row{plural}, one is asked",
        "{name} is too {large}",
        "large",
        "small",
    ]


def test_only_texts_with_places_are_templates(tmp_path: Path) -> None:
    found = read(tmp_path, MODULE)
    assert {text for text, one in found.items() if one.template} == {
        "The layer has {channels} channels.",
        "{name} has {len} row{plural}, one is asked",
        "{name} is too {large}",
    }


def test_a_formula_in_braces_is_no_template(tmp_path: Path) -> None:
    found = read(tmp_path, r'''TEXT = "divide it as in \\frac{a}{b} please"''')
    assert [one.template for one in found.values()] == [False]


def test_braces_of_an_f_string_stay_braces(tmp_path: Path) -> None:
    found = read(tmp_path, '''TEXT = f"a set such as {{1, 2}} of {name}"''')
    assert list(found) == ["a set such as {{1, 2}} of {name}"]


def test_equal_names_get_numbers(tmp_path: Path) -> None:
    found = read(tmp_path, '''TEXT = f"between {ends[0]} and {ends[0]} there is nothing"''')
    assert list(found) == ["between {ends} and {ends_2} there is nothing"]
