"""The sheet as one HTML page: what the student sees first, the examiner's part from a new page on. No scripts."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from html import escape

from autograder.oral import Rubric
from autograder.plugin.pages import inline_code, own_markdown
from autograder.report.tables import plain
from autograder.talk.ask import Question
from autograder.talk.scenes import Call, Scene
from autograder.talk.source import Cell
from autograder.talk.verdicts import Excerpt, Failed, Unusual
from kit.questions import Concept

_HEAD = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
body {{ font: 15px/1.45 system-ui, sans-serif; max-width: 54em; margin: 1.5em auto; padding: 0 1em; color: #111;
  background: #fff; }}
h1 {{ font-size: 1.5em; margin: 0 0 .2em; }}
h2 {{ font-size: 1.2em; margin: 1.6em 0 .5em; border-bottom: 1px solid #999; }}
h3 {{ font-size: 1em; margin: 1.1em 0 .3em; }}
.remark {{ color: #444; margin: .2em 0; }}
pre, code {{ font: 12.5px/1.4 ui-monospace, "DejaVu Sans Mono", monospace; }}
pre {{ margin: .4em 0; padding: .4em .6em; border: 1px solid #bbb; white-space: pre-wrap; overflow-wrap: anywhere; }}
pre.code {{ display: grid; grid-template-columns: max-content 1fr; column-gap: .9em; }}
pre.code i {{ color: #666; font-style: normal; text-align: right; user-select: none; }}
pre.code b {{ font-weight: 600; background: #e8e8e8; outline: 1px solid #888; }}
pre.code .where {{ grid-column: 1 / 3; color: #444; border-bottom: 1px solid #ddd; margin-bottom: .2em; }}
dl {{ display: grid; grid-template-columns: max-content 1fr; column-gap: 1em; margin: .3em 0 .3em .6em; }}
dd {{ margin: 0; }}
.ask {{ margin: .35em 0 .35em 2.4em; text-indent: -2.4em; }}
.ask .number {{ display: inline-block; width: 2.4em; text-indent: 0; font-weight: 700; }}
.ask p, .ask div, .ask pre {{ text-indent: 0; }} .ask p {{ display: inline; }}
table {{ border-collapse: collapse; width: 100%; margin: .4em 0; }}
th, td {{ text-align: left; vertical-align: top; padding: .25em .5em; border: 1px solid #bbb; }}
td ul {{ margin: .1em 0; padding-left: 1.2em; }}
td.mark, th.mark {{ width: 4em; }}
.examiner {{ break-before: page; border-top: 3px double #111; margin-top: 3em; padding-top: 1em; }}
section.group {{ break-inside: avoid; }}
@page {{ size: A4; margin: 15mm; }}
@media print {{ body {{ font-size: 11pt; margin: 0; max-width: none; }} .examiner {{ border-top: 0; margin-top: 0; }} }}
</style>
</head>
<body>
"""


@dataclass
class Sheet:
    """What stands on a sheet: data, in the order in which it is asked.

    ``silent`` names scenes that went wrong or showed nothing, with the reason; ``drawn`` are concept questions with
    their rubrics.
    """

    assignment: str
    student: str
    seed: int
    points: float
    scenes: Sequence[Scene] = ()
    calls: Sequence[Call] = ()
    cells: Sequence[Cell] = ()
    questions: Sequence[Question] = ()
    silent: Sequence[tuple[str, str]] = ()
    failed: Sequence[Failed] = ()
    unusual: Sequence[Unusual] = ()
    drawn: Sequence[tuple[Concept, Rubric]] = ()
    look_at: Sequence[str] = ()
    notes: Sequence[str] = field(default_factory=tuple)


def page(sheet: Sheet, answers: bool = True) -> str:
    """Return the sheet as HTML; without `answers` the examiner's part is left out."""
    title = f"Oral exam {sheet.assignment}, student {sheet.student}"
    numbers = itertools.count(1)
    asked = [*_shapes(sheet, numbers), *_failed(sheet, numbers), *_unusual(sheet, numbers), *_concepts(sheet, numbers)]
    parts = [
        _HEAD.format(title=_text(title)),
        f"<h1>{_text(title)}</h1>",
        '<p class="remark">About ten minutes. Below each heading stands what is called, and with which arguments;'
        " lines have the numbers that they have in their cell.</p>",
        *asked,
    ]
    if answers:
        parts += _examiner(sheet)
    return "\n".join([*parts, "</body></html>\n"])


def _shapes(sheet: Sheet, numbers: Iterator[int]) -> Iterator[str]:
    yield "<h2>Shapes in your code</h2>"
    if not sheet.questions:
        yield "<p>There are no questions about shapes.</p>"
    for scene, group in itertools.groupby(sheet.questions, key=lambda one: one.scene):
        call, here = sheet.calls[scene], sheet.scenes[scene]
        yield f'<section class="group"><h3>{_text(here.exercise)}: {_text(here.title)}</h3>'
        yield f"<pre>{_text(call.code)}</pre>"
        yield "<dl>" + "".join(f"<dt><code>{_text(a)}</code></dt><dd>{_text(b)}</dd>" for a, b in call.told) + "</dl>"
        for (cell, function), some in itertools.groupby(group, key=lambda one: (one.cell, one.function)):
            questions = list(some)
            lines = tuple(one.line for one in questions if one.line)
            yield _excerpt(Excerpt(sheet.cells[cell], function, lines))
            yield from (_asked(next(numbers), inline_code(one.text)) for one in questions)
        yield "</section>"


def _failed(sheet: Sheet, numbers: Iterator[int]) -> Iterator[str]:
    if sheet.failed:
        yield "<h2>Checks that your code did not pass</h2>"
    for one in sheet.failed:
        words = f"Not yet so: {inline_code(one.title)} Which line is to blame, and what would you change?"
        yield f'<section class="group"><h3>{_text(one.check)}</h3>'
        yield from (_excerpt(part) for part in one.excerpts)
        if one.message:
            yield f"<pre>{_text(one.message)}</pre>"
        yield _asked(next(numbers), words) + "</section>"


def _unusual(sheet: Sheet, numbers: Iterator[int]) -> Iterator[str]:
    if sheet.unusual:
        yield "<h2>Ways of your own</h2>"
    for one in sheet.unusual:
        calls = ", ".join(f"<code>{_text(name)}</code>" for name in one.calls)
        words = f"Your code calls {calls}. What does that do here, and how did you come to it?"
        yield f'<section class="group"><h3>{_text(one.exercise)}</h3>'
        yield from (_excerpt(part) for part in one.excerpts)
        yield _asked(next(numbers), words) + "</section>"


def _concepts(sheet: Sheet, numbers: Iterator[int]) -> Iterator[str]:
    if sheet.drawn:
        yield "<h2>Questions</h2>"
    for concept, _ in sheet.drawn:
        yield f'<section class="group">{_asked(next(numbers), own_markdown(concept.text))}</section>'


def _examiner(sheet: Sheet) -> Iterator[str]:
    numbers = itertools.count(1)
    yield f'<section class="examiner"><h1>For the examiner: {_text(sheet.assignment)}, {_text(sheet.student)}</h1>'
    yield f'<p class="remark">The same sheet again: <code>autograder oral {_text(sheet.assignment)} --student '
    yield f"{_text(sheet.student)} --seed {sheet.seed}</code></p>"
    rows = [(next(numbers), inline_code(one.text), f"<strong>{_text(one.answer)}</strong>") for one in sheet.questions]
    rows += [(next(numbers), f"<code>{_text(one.check)}</code>", f"costs {one.points:g}") for one in sheet.failed]
    for way in sheet.unusual:
        known = f"has every point; none of {way.known} known right solutions calls this"
        rows.append((next(numbers), _text(f"{way.exercise}: {', '.join(way.calls)}"), known))
    rows += [(next(numbers), _text(concept.id), _rubric(rubric)) for concept, rubric in sheet.drawn]
    yield "<table><tr><th></th><th>question</th><th>answer</th><th class='mark'>mark</th></tr>"
    for number, asked, answer in rows:
        yield f"<tr><td>{number}</td><td>{asked}</td><td>{answer}</td><td class='mark'></td></tr>"
    yield f"<tr><td></td><td>points</td><td></td><td class='mark'>of {sheet.points:g}</td></tr></table>"
    yield from _list("Scenes that went wrong or showed nothing", [f"{name}: {why}" for name, why in sheet.silent])
    yield from _list("Lines to look at", sheet.look_at)
    yield from _list("Notes", sheet.notes)
    yield "<p class='remark'>Marks go into the gradebook from a table <code>student,points,comment</code>: "
    yield f"<code>autograder oral {_text(sheet.assignment)} --marks FILE.csv</code></p></section>"


def _rubric(rubric: Rubric) -> str:
    rows = []
    for key in rubric.key_points:
        also = f" <span class='remark'>(also: {_text('; '.join(key.synonyms))})</span>" if key.synonyms else ""
        rows.append(f"<li>{key.weight:.0%} {inline_code(key.text)}{also}</li>")
    rows += [f"<li>wrong: {inline_code(anti.text)}</li>" for anti in rubric.anti]
    return f"<ul>{''.join(rows)}</ul>"


def _list(title: str, lines: Iterable[str]) -> Iterator[str]:
    items = "".join(f"<li>{_text(line)}</li>" for line in lines)
    if items:
        yield f"<h3>{_text(title)}</h3><ul>{items}</ul>"


def _excerpt(part: Excerpt) -> str:
    """A function with line numbers, the lines asked about marked."""
    rows = [f'<span class="where">{_text(part.cell.id)}: {_text(part.function.name)}</span>']
    for number, text in part.cell.excerpt(part.function, part.marked):
        tag = "b" if number in part.marked else "span"
        rows.append(f"<i>{number or ''}</i><{tag}>{_text(text) or '&nbsp;'}</{tag}>")
    return f'<pre class="code">{"".join(rows)}</pre>'


def _asked(number: int, html: str) -> str:
    return f'<div class="ask"><span class="number">{number}.</span>{html}</div>'


def _text(words: object) -> str:
    """Any text, harmless in a page; half characters are replaced where the page is written."""
    return escape(plain(str(words)))
