"""Practice: other numbers, an answer at once, no points.

The table that ships knows right and typical wrong answers only as salted hashes, so no solver ships.
It is an aid to learning, not a secret: whoever tries all numbers on a hash finds the right one.
"""

from __future__ import annotations

import hashlib
import json
import random
from functools import cached_property
from pathlib import Path
from typing import Any

from kit.language import tr
from kit.questions.answer import Answer, Form, clean, misfit, tokens
from kit.questions.bank import Bank, Family, Params
from kit.questions.draw import rng_for
from kit.questions.show import show

KINDS: dict[str, Form] = {"int": int, "float": float, "bool": bool, "str": str}


def practice_params(bank: Bank, family: Family, index: int) -> Params:
    """Return the numbers of practice question `index`; no student's question draws from this seed."""
    return family.draw(rng_for("practice", bank.notebook, family.id, index))


def answer_hash(salt: str, family: str, index: int, part: int | None, token: str) -> str:
    """Return the hash under which an answer, or entry `part` of one, stands in the table."""
    text = f"{salt}/{family}/{index}/{'' if part is None else part}/{token}"
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def form_from_json(record: Any) -> Form:
    """Read a form as the table writes it: ``"int"`` or a list of forms."""
    return tuple(map(form_from_json, record)) if isinstance(record, list) else KINDS[record]


class Practice:
    """``practice("A1-Q-S1")`` shows a question, ``practice("A1-Q-S1", answer)`` says whether it is right.

    Parameters
    ----------
    bank
        The questions of the notebook.
    table
        Path of ``practice.json``. For each family: ``messages`` (of the right answer, then of the
        typical wrong ones), ``lookups`` (pairs of an entry's index, or null for the whole answer, and a
        form) and ``questions`` (for each index, one hash a message; ``-`` where a mistake would be right).
    """

    def __init__(self, bank: Bank, table: Path | str = "practice.json") -> None:
        self._bank, self._path = bank, Path(table)
        self._current: dict[str, int] = {}
        self._rng = random.Random()

    @cached_property
    def _table(self) -> dict[str, Any]:
        table: dict[str, Any] = json.loads(self._path.read_text(encoding="utf-8"))
        return table

    def __call__(self, question: str, answer: Any = None) -> None:
        """Show a new question, or judge an answer to the one that was shown last."""
        known = self._bank.families
        if question not in known:
            show(tr(f"There is no question `{question}`; there are {', '.join(f'`{name}`' for name in known)}."))
        elif answer is None:
            self._current[question] = int(self._rng.choice(list(self._table["families"][question]["questions"])))
            show(self.text(question, self._current[question]))
        elif question not in self._current:
            show(tr(f'First `practice("{question}")`, which shows the numbers.'))
        else:
            show(tr(self.judge(question, self._current[question], answer)))

    def text(self, question: str, index: int) -> str:
        """Return practice question `index` of a family, Markdown."""
        family = self._bank.families[question]
        text = family.text(practice_params(self._bank, family, index))
        head = f"{tr('Practice')}, {tr(family.title)}"
        return f"**{head}**\n\n{tr(text)}\n\n{tr(family.describe_form())}"

    def judge(self, question: str, index: int, answer: Any) -> str:
        """Return the message for an answer to practice question `index`."""
        family = self._bank.families[question]
        try:
            given = clean(answer)
        except TypeError as error:
            return str(error)
        record = self._table["families"][question]
        hashes = dict(zip(record["questions"][str(index)].split(), record["messages"], strict=True))
        for part, form in record["lookups"]:
            for token in tokens(_entry(given, part), form_from_json(form), family.tolerance):
                message = hashes.get(answer_hash(self._table["salt"], question, index, part, token))
                if message is not None:
                    return str(message)
        problem = misfit(given, family.form)
        return f"Not right: {problem}." if problem else "Not right."


def _entry(given: Answer, part: int | None) -> Answer:
    if part is None:
        return given
    return given[part] if isinstance(given, tuple) and part < len(given) else None
