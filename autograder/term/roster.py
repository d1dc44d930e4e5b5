"""The class: read from a CSV file, kept in the gradebook, and recognised by the names that files arrive under."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, fields
from pathlib import Path

from autograder.collect.student import is_safe
from autograder.course import Course
from autograder.errors import UsageError
from autograder.grading import nbgrader_side

HEADINGS = {
    "id": ("id", "student id", "id number", "sis user id", "number"),
    "first_name": ("first name", "given name", "firstname"),
    "last_name": ("last name", "surname", "family name", "lastname"),
    "email": ("email", "email address", "e-mail"),
    "lms_user_id": ("lms user id", "canvas id", "moodle id"),
}


@dataclass(frozen=True, slots=True)
class Person:
    """A student, with the columns of nbgrader's gradebook."""

    id: str
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    lms_user_id: str = ""

    @property
    def label(self) -> str:
        """The id and the name, for a reader."""
        return " ".join(part for part in (self.id, self.first_name, self.last_name) if part)


COLUMNS = tuple(field.name for field in fields(Person))


def read_roster(path: Path) -> list[Person]:
    """Read a CSV file with a line of headings; only an id is needed.

    Raises
    ------
    UsageError
        If the file is not there, has no column of ids, or a line has none, an odd one, or one that is there already.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} cannot be read: {error}") from error
    head = text.partition("\n")[0]
    lines = list(csv.reader(text.splitlines(), delimiter=max(",;\t", key=head.count)))
    place = _columns(lines[0] if lines else [])
    if "id" not in place:
        raise UsageError(f"{path} has no column of ids", f"headings: {', '.join(COLUMNS)}")
    people: dict[str, Person] = {}
    for number, line in enumerate(lines[1:], 2):
        values = {name: line[at].strip() if at < len(line) else "" for name, at in place.items()}
        if not any(line):
            continue
        person = Person(**values)
        if not is_safe(person.id):
            raise UsageError(f"{path}, line {number}: {person.id!r} cannot be a student's id")
        if person.id in people:
            raise UsageError(f"{path}, line {number}: {person.id} is there twice")
        people[person.id] = person
    return list(people.values())


def _columns(headings: list[str]) -> dict[str, int]:
    """Where each column of ours stands."""
    clean = [one.strip().casefold().replace("_", " ") for one in headings]
    found = {name: [clean.index(word) for word in words if word in clean] for name, words in HEADINGS.items()}
    return {name: places[0] for name, places in found.items() if places}


def enrol(course: Course, people: Iterable[Person]) -> tuple[list[Person], list[Person]]:
    """Put people into the gradebook; return who is new and whose entry changed. Nobody is taken out."""
    before = {one.id: one for one in enrolled(course)}
    new: list[Person] = []
    changed: list[Person] = []
    with nbgrader_side.gradebook(course) as book:
        for person in people:
            known = before.get(person.id)
            if known == person:
                continue
            values = {name: getattr(person, name) or None for name in COLUMNS if name != "id"}
            book.update_or_create_student(person.id, **values)
            (changed if known else new).append(person)
    return new, changed


def enrolled(course: Course) -> list[Person]:
    """Everybody in the gradebook, by id; nobody if there is no gradebook yet."""
    url = nbgrader_side.database(course)
    if url.startswith("sqlite:///") and not Path(url.removeprefix("sqlite:///")).is_file():
        return []
    with nbgrader_side.gradebook(course) as book:
        found = [Person(*(str(getattr(one, name) or "") for name in COLUMNS)) for one in book.students]
    return sorted(found, key=lambda person: (person.id.zfill(20), person.id))


def file_names(people: Iterable[Person]) -> dict[str, str]:
    """Names that learning platforms give to files and folders, and whose they are; none that could be two people's.

    Moodle writes ``First Last_12345_assignsubmission_file_`` and Canvas ``lastfirst_12345_67890_NAME``: the part
    before the first ``_`` counts (`autograder.collect.student.who`).
    """
    names = [(name, person.id) for person in people for name in _names_of(person)]
    count = Counter(name for name, _ in set(names))
    return {name: student for name, student in names if count[name] == 1}


def _names_of(person: Person) -> set[str]:
    first, last = person.first_name, person.last_name
    names = {person.id, person.lms_user_id, person.email, person.email.partition("@")[0]}
    if first and last:
        joined = "".join(sign for sign in last + first if sign.isalnum())
        names |= {f"{first} {last}", f"{last} {first}", f"{last}, {first}", joined}
    return {name.casefold() for name in names if name}
