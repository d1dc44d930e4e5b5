"""Every text of the feedback page that is not the assignment's own: here it can be put into other words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields

from kit.checks.outcome import Outcome

SYMBOLS = {
    Outcome.PASSED: ("✓", "holds"),
    Outcome.FAILED: ("✗", "does not hold"),
    Outcome.BLOCKED: ("–", "could not be checked"),
    Outcome.SKIPPED: ("?", "waits for a person"),
    Outcome.BROKEN: ("?", "waits for a person"),
    Outcome.EXCUSED: ("✓", "counts as passed: the check is at fault"),
}


@dataclass(frozen=True)
class Words:
    """The texts, in English."""

    title: str = "{assignment}: feedback"
    who: str = "Student {student}"
    handed_in: str = "handed in {time}"
    graded: str = "checked {time}"
    sum: str = "{score} of {worth} points"
    sum_so_far: str = "{score} of {worth} points so far"
    late: str = "{points} points are taken off: {late} late."
    waits: str = "Not yet marked: {what}. Their points are not in the sum."
    part: str = "Part"
    points: str = "Points"
    note: str = "Note"
    look_at: str = "look at"
    lost: str = "{count} of {all} properties do not hold"
    wrong: str = "wrong"
    not_answered: str = "not answered"
    not_marked: str = "not marked yet"
    by_person: str = "changed by a person"

    exercises: str = "Exercises"
    exercises_intro: str = (
        "Each line is a property of your code that was checked, with the points that it is worth. Checks that you do"
        " not know use numbers drawn anew for each student; what they expect is not told."
    )
    your_code: str = "Your code as it was graded"
    comment: str = "Comment"

    shapes: str = "Shape questions"
    shapes_intro: str = "Drawn for the number {number}."
    your_answer: str = "Your answer"
    right_answer: str = "Right answer"
    right: str = "right"

    written: str = "Written answers"
    no_answer: str = "No answer."

    troubles: str = "Cells that did not run to their end"
    more: str = "and {count} more"

    appeal: str = "If a mark seems wrong to you"
    appeal_text: str = (
        "Write to {address} within a week. Name the exercise or question and say in a sentence or two what is right"
        " about your answer; for code, the line. A person looks at it. Marks may then go up or down."
    )
    address: str = "your teaching assistants"
    symbols: Mapping[Outcome, tuple[str, str]] = field(default_factory=lambda: SYMBOLS)

    def texts(self) -> Iterator[str]:
        """Each text."""
        for one in fields(self):
            if one.name != "symbols":
                yield getattr(self, one.name)
        yield from (word for _, word in self.symbols.values())

    def translated(self, known: Mapping[str, str]) -> Words:
        """The same in another language; `known`: English to translated."""
        texts = {one.name: getattr(self, one.name) for one in fields(self) if one.name != "symbols"}
        made = {name: known.get(text, text) for name, text in texts.items()}
        symbols = {outcome: (sign, known.get(word, word)) for outcome, (sign, word) in self.symbols.items()}
        return Words(**made, symbols=symbols)


ENGLISH = Words()
