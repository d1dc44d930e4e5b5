"""What a translation has to keep: code, formulas, tables, headings, links, figures and places of a template."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable

FENCE = re.compile(r"^```.*?^```", re.M | re.S)
SPAN = re.compile(r"(`+)(.+?)\1|<(code|pre)>.*?</\3>", re.S)
MATHS = re.compile(r"\$\$.+?\$\$|\$[^$\n]+?(?:\n[^$\n]+?)?\$", re.S)
FIELD = re.compile(r"\{(?!plural)\w+\}")  # no other language has an English plural's s
LINK = re.compile(r"\]\(([^)\s]+)")
TAG = re.compile(r"</?[a-z]+[^<>]*>")
NUMBER = re.compile(r"(?<![\w.])\d+(?:[.,]\d+)*(?!\w)")
SPELLED = {"zero": "0", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "ten": "10"}
HEADING = re.compile(r"^(#+) ", re.M)
ITEM = re.compile(r"^ *(?:[-*]|\d+\.) ", re.M)
HAN = re.compile(r"[\u4e00-\u9fff]")


def differences(text: str, translated: str, template: bool = False) -> list[str]:
    """Name what a translation lost or added; empty where it keeps everything."""
    found = []
    if template and Counter(FIELD.findall(text)) != Counter(FIELD.findall(translated)):
        found.append(_differ("places", FIELD.findall(text), FIELD.findall(translated)))
    rests = []
    for one in (text, translated):
        rest = FENCE.sub(" ", one)
        rests.append((FENCE.findall(one), SPAN.findall(rest), rest))
    (fences, _, plain), (fences2, _, plain2) = rests
    found += _unless("code blocks", fences, fences2)
    found += _unless("code", *([m.group() for m in SPAN.finditer(one)] for one in (plain, plain2)))
    plain, plain2 = SPAN.sub("``", plain), SPAN.sub("``", plain2)
    found += _unless("formulas", MATHS.findall(plain), MATHS.findall(plain2))
    plain, plain2 = MATHS.sub(" ", plain), MATHS.sub(" ", plain2)
    kinds: list[tuple[str, Callable[[str], list[str]]]] = [
        ("links", LINK.findall),
        ("tags", TAG.findall),
        ("headings", HEADING.findall),
        ("list items", lambda one: ["item"] * len(ITEM.findall(one))),
        ("table rows", _rows),
    ]
    for name, pick in kinds:
        found += _unless(name, pick(plain), pick(plain2))
    plain, plain2 = LINK.sub("", plain), LINK.sub("", plain2)
    numbers, spelled = NUMBER.findall(ITEM.sub("", plain)), [SPELLED[word] for word in SPELLED if word in plain.lower()]
    numbers2 = Counter(_numbers(plain2))
    for one, count in (numbers2 - Counter(numbers)).items():
        numbers2[one] -= count if one in spelled else 0  # a power of two: 2 的幂
    return found + _unless("numbers", numbers, numbers2.elements())


def _numbers(text: str) -> list[str]:
    return re.findall(r"(?<![A-Za-z0-9_.])\d+(?:[.,]\d+)*(?![A-Za-z0-9_])", ITEM.sub("", text))


def _rows(text: str) -> list[str]:
    """The number of cells of every table row."""
    rows = [line.strip().replace(r"\|", "") for line in text.splitlines() if line.strip().startswith("|")]
    return [str(row.count("|")) for row in rows]


def _unless(name: str, one: Iterable[str], other: Iterable[str]) -> list[str]:
    one, other = list(one), list(other)
    return [] if Counter(one) == Counter(other) else [_differ(name, one, other)]


def _differ(name: str, one: list[str], other: list[str]) -> str:
    lost, added = Counter(one) - Counter(other), Counter(other) - Counter(one)
    return f"{name}: lost {sorted(lost.elements())}, added {sorted(added.elements())}"
