"""Messages in the language of the release.

The code is the same in every language. A release in another one has ``messages.json`` beside ``kit``:
``texts`` are whole messages, ``templates`` have places in braces that a finished message fills
(``"{name} has {count} rows"``). What is not in it stays English. Needs Python's own library only.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from string import Formatter

FILE = Path(__file__).resolve().parent.parent / "messages.json"
# what a place may hold: a word (a blank in brackets or quotes only), a line, anything
WORD, LINE, ANY = r"((?:\([^()]*\)|\[[^\[\]]*\]|'[^']*'|\S)*?)", r"([^\n]*?)", r"(.*?)"
LONGEST = 2000  # letters; what is longer is data, and patterns are slow on it
ERROR = "error"  # the place of an error's text, which is Python's own
TWO_WORDS = re.compile(r"[A-Za-z]{2,}[^\w()\[\]]+[A-Za-z]{2,}")
EDGES = " ,;:.|"
MOST_LINES = 6  # of a message
MEMORY = 5000  # messages that are kept
LETTER = re.compile(r"[A-Za-z]")


class Language:
    """Finds the translation of finished messages.

    A message may be put together of known ones: ``NAME has shape (2, 3), expected (3, 2); the sign ...``. Of all ways
    to take it apart the one is chosen that leaves fewest letters in English.

    Parameters
    ----------
    texts, templates
        English to translated.
    """

    def __init__(self, texts: Mapping[str, str], templates: Mapping[str, str]) -> None:
        self._texts = {text.strip(): made.strip() for text, made in texts.items()} | dict(texts)
        # the more of a message is fixed, the better a template fits
        pairs = [(text.strip(), made.strip()) for text, made in templates.items()]
        self._templates = sorted((_Template(*pair) for pair in pairs), key=lambda one: -one.fixed)
        self._errors = [one for one in self._templates if ERROR in one.names]
        self._known: dict[str, str] = {}

    def __call__(self, text: str) -> str:
        """Return the translation of `text`; its parts that are not known stay as they are."""
        if text in self._texts:
            return self._texts[text]
        if len(text) > LONGEST or not LETTER.search(text) or not self._templates:
            return text
        if text not in self._known:
            if len(self._known) > MEMORY:
                self._known.clear()
            self._known[text] = text  # what a part of itself would ask for again
            self._known[text] = self._best(text)
        return self._known[text]

    def _best(self, text: str) -> str:
        for template in self._errors:
            if found := template.match(text, ANY):
                return template.fill({name: self._place(name, value) for name, value in found.items()})
        ways = [self._fill(text, WORD)]
        ways += [self._by_lines(text.split("\n"))] if "\n" in text else []
        ways += [sep.join(self(part) for part in text.split(sep)) for sep in ("; ", " | ") if sep in text]
        ways += [self._within_edges(text)]
        ways += [self._behind(text)]
        ways += [self._fill(text, ANY)]
        return min((way for way in ways if way), key=_letters, default=text)

    def _fill(self, text: str, place: str) -> str:
        for template in self._templates:
            found = template.match(text, place)
            if found is not None:
                values = {name: self._place(name, value) for name, value in found.items()}
                if place is WORD or not any(_unknown(name, found[name], values[name]) for name in found):
                    return template.fill(values)
        return ""

    def _place(self, name: str, value: str) -> str:
        return value if name == ERROR else self(value)

    def _by_lines(self, lines: list[str]) -> str:
        """Line by line, where no message of several lines is known."""
        made, at = list[str](), 0
        while at < len(lines):
            for end in range(min(len(lines), at + MOST_LINES), at + 1, -1):
                part = "\n".join(lines[at:end])
                found = self._texts.get(part) or self._fill(part, LINE)
                if found and lines[end - 1].strip():
                    made.append(found)
                    at = end
                    break
            else:
                made.append(self(lines[at]))
                at += 1
        return "\n".join(made)

    def _within_edges(self, text: str) -> str:
        core = text.strip(EDGES)
        if not core or core == text or (made := self(core)) == core:
            return ""
        before, _, behind = text.partition(core)
        return before + made + behind.replace(", ", "，")

    def _behind(self, text: str) -> str:
        """A known message behind something else, a name for example."""
        best = ""
        for start in _starts(text):
            rest = text[start:]
            found = self._texts.get(rest) or self._fill(rest, WORD)
            if found:
                before = text[:start]
                blank = "" if found[0] in "（，。；：" else before[len(before.rstrip()) :]
                way = self(before.rstrip()) + blank + found
                best = min((one for one in (best, way) if one), key=_letters)
        return best


class _Template:
    """A message with places."""

    def __init__(self, text: str, translated: str) -> None:
        self._fixed, self.names = [""], list[str]()
        for fixed, name, _, _ in Formatter().parse(text):
            self._fixed[-1] += fixed
            if name is not None:
                self.names.append(name)
                self._fixed.append("")
        self._translated = translated
        self.fixed = sum(map(len, self._fixed))

    def match(self, text: str, place: str) -> dict[str, str] | None:
        """What stands in the places, if `text` was made from this template; `place` is what one may hold."""
        if not (text.startswith(self._fixed[0]) and text.endswith(self._fixed[-1])):
            return None
        if not all(piece in text for piece in self._fixed):
            return None
        found = _compiled(place.join(re.escape(piece) for piece in self._fixed)).fullmatch(text)
        if found is None or not all(map(_balanced, found.groups())):
            return None
        return dict(zip(self.names, found.groups(), strict=True))

    def fill(self, values: Mapping[str, str]) -> str:
        """The translation with these values."""
        parts = Formatter().parse(self._translated)
        return "".join(fixed + (values[name] if name is not None else "") for fixed, name, _, _ in parts)


def _unknown(name: str, value: str, made: str) -> bool:
    """Whether several words fill a place that nobody knows: then the template hardly fits."""
    return made == value and name != ERROR and bool(TWO_WORDS.search(value))


def _letters(text: str) -> int:
    return len(LETTER.findall(text))


def _balanced(text: str) -> bool:
    return all(text.count(one) == text.count(other) for one, other in ("()", "[]", "{}"))


@lru_cache(maxsize=4096)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.S)


def _starts(text: str) -> Iterator[int]:
    """Where the rest of a message may begin, behind a name for example."""
    for found in re.finditer(r"(?<=\s)\w|(?=[,:(.])", text):
        yield found.start()


@lru_cache(maxsize=1)
def _here() -> Language:
    try:
        record = json.loads(FILE.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Language({}, {})
    return Language(record["texts"], record["templates"])


def padded(text: str, width: int) -> str:
    """Fill up with blanks; a Chinese character takes the room of two letters."""
    taken = sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)
    return text + " " * (width - taken)


def tr(text: str) -> str:
    """Return a message in the language of this release."""
    return _here()(text)
