"""A release in another language: ``release/ID`` with its texts translated; the code is the same."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import nbformat
from babel import Locale
from babel.messages.catalog import Catalog

from autograder.course import Assignment, Course
from autograder.errors import CourseError
from autograder.files import remove_tree
from autograder.language.catalogue import Entry, merge, read_catalogue, write_catalogue
from autograder.language.course import SHARED, is_prose, notebook_entries, shared_entries
from autograder.language.structure import differences
from kit.language import Language

FOLDER = "translations"
MESSAGES = "messages.json"


@dataclass(frozen=True)
class State:
    """How far a catalogue is: its texts, those without translation, and what is wrong with the others."""

    name: str
    texts: int
    open: tuple[str, ...]
    faults: tuple[str, ...]


def translated_release(assignment: Assignment, locale: str, root: Path | None = None) -> Path:
    """Write ``release-LOCALE/ID`` from ``release/ID`` and the catalogues; return the folder.

    What has no translation stays English. `root` is where to write, by default the course. Raises `CourseError`
    where there is no catalogue.
    """
    course = assignment.course
    entries = _entries(assignment)
    texts, templates = _pairs(assignment, locale, entries)
    target = (root or course.root) / f"release-{locale}" / assignment.id
    if target.exists():
        remove_tree(target)
    shutil.copytree(assignment.release.parent, target, ignore=shutil.ignore_patterns("__pycache__", ".*"))
    path = target / assignment.release.name
    notebook = nbformat.read(path, 4)
    for cell in notebook.cells:
        if is_prose(cell):
            cell.source = texts.get(cell.source, cell.source)
    notebook.metadata["language"] = locale
    path.write_text(nbformat.writes(notebook) + "\n", encoding="utf-8")
    readme = target / "README.md"
    if readme.is_file():
        text = readme.read_text(encoding="utf-8")
        readme.write_text(texts.get(text, text), encoding="utf-8")
    shown = _shown_to_students(assignment, entries)
    record = {
        "language": locale,
        "texts": {text: texts[text] for text in shown if text in texts},
        "templates": {text: templates[text] for text in shown if text in templates},
    }
    (target / MESSAGES).write_text(json.dumps(record, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
    _write_glossary(course, locale, target / "GLOSSARY.md")
    return target


def update(course: Course, locale: str, ids: Iterable[str]) -> list[State]:
    """Bring the catalogues up to date with the texts: new ones are added without translation, others dropped."""
    states = []
    for name, entries in _catalogues(course, ids):
        path = catalogue_path(course, locale, name)
        made = merge(read_catalogue(path, locale), entries, locale)
        write_catalogue(path, made)
        states.append(_state(name, entries, made))
    return states


def check(course: Course, locale: str, ids: Iterable[str]) -> list[State]:
    """How far the catalogues are, as they are on disk."""
    return [
        _state(name, entries, read_catalogue(catalogue_path(course, locale, name), locale))
        for name, entries in _catalogues(course, ids)
    ]


def catalogue_path(course: Course, locale: str, name: str) -> Path:
    """``translations/LOCALE/NAME.po``."""
    return course.root / FOLDER / locale / f"{name}.po"


def translations(course: Course, locale: str, name: str) -> dict[str, str]:
    """What a catalogue has: English to translated, without what is the same in both."""
    catalogue = read_catalogue(catalogue_path(course, locale, name), locale)
    return {
        str(one.id): str(one.string)
        for one in catalogue
        if one.id and one.string and not one.fuzzy and one.id != one.string
    }


def _entries(assignment: Assignment) -> list[Entry]:
    """The texts of a notebook and those that all share."""
    return [one for _, entries in _catalogues(assignment.course, [assignment.id]) for one in entries]


def _pairs(assignment: Assignment, locale: str, entries: list[Entry]) -> tuple[dict[str, str], dict[str, str]]:
    """Whole texts and templates among the entries, with their translations."""
    course = assignment.course
    if not catalogue_path(course, locale, assignment.id).is_file():
        there = sorted(path.name for path in (course.root / FOLDER).glob("*") if path.is_dir())
        raise CourseError(
            f"{assignment.id} has no catalogue in {locale!r}",
            f"there are {', '.join(there) or 'none'}; autograder translate {assignment.id} --lang {locale} begins one",
        )
    known = translations(course, locale, SHARED) | translations(course, locale, assignment.id)
    kinds = {one.text: one.template for one in entries}
    texts = {text: made for text, made in known.items() if not kinds.get(text, False)}
    return texts, {text: made for text, made in known.items() if kinds.get(text, False)}


def _shown_to_students(assignment: Assignment, entries: list[Entry]) -> list[str]:
    """Messages of modules that ship and of the practice questions: never a word of a hidden check."""
    folder = f"assignments/{assignment.id}/"
    ours = (f"{folder}visible", f"{folder}questions", "kit/")
    practice = assignment.folder / "practice.json"
    table = json.loads(practice.read_text(encoding="utf-8")) if practice.is_file() else {"families": {}}
    said = "\n".join(text for family in table["families"].values() for text in family["messages"])
    return [one.text for one in entries if any(place.startswith(ours) for place in one.places) or one.text in said]


def _catalogues(course: Course, ids: Iterable[str]) -> list[tuple[str, list[Entry]]]:
    shared = shared_entries(course.root)
    common = {one.text for one in shared}
    return [
        (SHARED, shared),
        *((name, [one for one in notebook_entries(course.assignment(name)) if one.text not in common]) for name in ids),
    ]


def language_of(assignment: Assignment, locale: str) -> Language:
    """All that a notebook, its checks and its feedback say, in another language."""
    paths = (catalogue_path(assignment.course, locale, name) for name in (SHARED, assignment.id))
    return _language(assignment, locale, tuple(path.stat().st_mtime_ns for path in paths if path.is_file()))


@cache
def _language(assignment: Assignment, locale: str, changed: tuple[int, ...]) -> Language:
    """Read once for the pages of a class."""
    return Language(*_pairs(assignment, locale, _entries(assignment)))


def _write_glossary(course: Course, locale: str, target: Path) -> None:
    """Write the terms as a table."""
    terms = glossary(course, locale)
    if terms:
        here = Locale.parse(locale).get_language_name()
        rows = [f"| {english} | {'、'.join(words)} |" for english, words in terms.items()]
        target.write_text("\n".join([f"| English | {here} |", "|---|---|", *rows]) + "\n", encoding="utf-8")


def glossary(course: Course, locale: str) -> dict[str, list[str]]:
    """The field's terms and what each may be called: ``translations/LOCALE/glossary.csv``."""
    path = course.root / FOLDER / locale / "glossary.csv"
    if not path.is_file():
        return {}
    with path.open(encoding="utf-8", newline="") as file:
        return {row["english"]: row["translated"].split("|") for row in csv.DictReader(file)}


def _state(name: str, entries: list[Entry], catalogue: Catalog) -> State:
    found, faults = [], []
    for one in entries:
        known = catalogue.get(one.text)
        if known is None or not known.string or known.fuzzy:
            found.append(one.text)
        else:
            faults += [f"{one.text[:40]!r}: {line}" for line in differences(one.text, str(known.string), one.template)]
    return State(name, len(entries), tuple(found), tuple(faults))
