"""The feedback page: one HTML file without scripts and network, readable without colour and on paper."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from html import escape
from pathlib import Path

from autograder.feedback.gather import Code, Feedback, Mark, Shape, Written
from autograder.feedback.words import ENGLISH, Words
from autograder.plugin.clear import unanswered
from autograder.plugin.pages import complete, inline_code, own_markdown
from autograder.report.tables import plain, shortened
from kit.checks.outcome import Outcome, Result

Part = Code | Shape | Written
MOST_TROUBLES = 10
_HEAD = """<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
body {{ font: 16px/1.5 system-ui, sans-serif; max-width: 50em; margin: 2em auto; padding: 0 1em; color: #1a1a1a;
  background: #fff; }}
h1 {{ font-size: 1.6em; line-height: 1.2; margin: 0; }}
h2 {{ font-size: 1.25em; margin: 2.2em 0 .6em; padding-bottom: .2em; border-bottom: 2px solid #1a1a1a; }}
h3 {{ font-size: 1.05em; margin: 0; display: flex; gap: .6em; align-items: baseline; }}
h3 .of, .sum {{ margin-left: auto; white-space: nowrap; font-variant-numeric: tabular-nums; }}
h3 .id {{ color: #555; font-weight: 400; }}
a {{ color: inherit; }} .remark {{ color: #555; margin: .2em 0 1em; }}
.sum {{ font-size: 1.6em; font-weight: 700; margin: .6em 0 .2em; }}
.bar {{ border: 1px solid #1a1a1a; height: .7em; border-radius: .35em; overflow: hidden; margin: .3em 0 .8em; }}
.bar div {{ background: #1a1a1a; height: 100%; }}
.notice {{ border-left: 4px solid #1a1a1a; padding: .1em 0 .1em .8em; margin: .8em 0; }}
table {{ border-collapse: collapse; }}
th, td {{ text-align: left; vertical-align: top; padding: .25em .9em .25em 0; border-bottom: 1px solid #ddd; }}
table.parts {{ width: 100%; }} td.points {{ white-space: nowrap; font-variant-numeric: tabular-nums; }}
section.part {{ border: 1px solid #bbb; border-radius: .5em; padding: .8em 1em; margin: 1em 0;
  break-inside: avoid-page; }}
ul.checks {{ list-style: none; margin: .6em 0 0; padding: 0; }}
ul.checks li {{ display: grid; grid-template-columns: 1.4em 1fr max-content; gap: 0 .4em; padding: .2em 0;
  border-top: 1px solid #e4e4e4; }}
ul.checks .worth {{ color: #555; white-space: nowrap; }}
li.lost .what {{ font-weight: 600; }} li.lost .sign {{ font-weight: 700; }}
.message {{ grid-column: 2 / 4; white-space: pre-wrap; overflow-wrap: anywhere; font-weight: 400; margin: .1em 0 .3em;
  padding: .3em .6em; background: #f2f2f2; border-radius: .3em; }}
.answer {{ border-left: 3px solid #bbb; padding-left: .9em; margin: .6em 0; overflow-wrap: anywhere; }}
.comment {{ background: #f2f2f2; border-radius: .3em; padding: .5em .8em; margin: .6em 0 0; white-space: pre-wrap; }}
.comment b {{ display: block; font-size: .85em; }}
code, pre {{ font: .88em/1.45 ui-monospace, "DejaVu Sans Mono", monospace; }}
pre {{ white-space: pre-wrap; overflow-wrap: anywhere; background: #f7f7f7; padding: .6em .8em; margin: .5em 0;
  border-radius: .3em; }}
details {{ margin-top: .6em; }} summary {{ cursor: pointer; color: #555; }}
img {{ max-width: 100%; }}
@page {{ size: A4; margin: 15mm; }}
@media print {{ body {{ font-size: 10.5pt; margin: 0; max-width: none; }} }}
</style>
</head>
<body>
"""


def page(
    feedback: Feedback, folder: Path, address: str = "", appeal: str = "", words: Words = ENGLISH, language: str = "en"
) -> str:
    """Return the page.

    Parameters
    ----------
    folder
        Holds the pictures of written answers.
    address, appeal
        To whom one writes about a mark, and how, where it is not as in `words`; ``{address}`` in it is replaced.
    words, language
        The texts around the marks, and the language that they are in.
    """
    return _Page(words, language).whole(feedback, folder, address, appeal)


class _Page:
    """Writes a page in the words of one language."""

    def __init__(self, words: Words, language: str) -> None:
        self.words, self.language = words, language

    def whole(self, feedback: Feedback, folder: Path, address: str, appeal: str) -> str:
        """Return the page."""
        title = self.words.title.format(assignment=feedback.assignment)
        whose = f", {feedback.name}" if feedback.name else ""
        parts = [
            _HEAD.format(language=self.language, title=_text(f"{title}, {feedback.student}")),
            f"<h1>{_text(title)}{_text(whose)}</h1>",
            f'<p class="remark">{_text(", ".join(self._facts(feedback)))}</p>',
            *self._summary(feedback),
            *_section(self.words.exercises, self.words.exercises_intro, map(self._exercise, feedback.exercises)),
            *_section(
                self.words.shapes,
                self.words.shapes_intro.format(number=feedback.number),
                map(self._shape, feedback.shapes),
            ),
            *_section(self.words.written, "", (self._written(one, folder) for one in feedback.written)),
            *self._troubles(feedback.troubles),
            f"<h2>{_text(self.words.appeal)}</h2>",
            f"<p>{_text((appeal or self.words.appeal_text).replace('{address}', address or self.words.address))}</p>",
        ]
        return "\n".join([*parts, "</body></html>\n"])

    def _facts(self, feedback: Feedback) -> Iterator[str]:
        yield self.words.who.format(student=feedback.student)
        if feedback.handed_in:
            yield self.words.handed_in.format(time=_time(feedback.handed_in))
        if feedback.graded:
            yield self.words.graded.format(time=_time(feedback.graded))

    def _summary(self, feedback: Feedback) -> Iterator[str]:
        every: list[Part] = [*feedback.exercises, *feedback.shapes, *feedback.written]
        waits = [one.id for one in every if one.mark.waits]
        total = (self.words.sum_so_far if waits else self.words.sum).format(
            score=_number(feedback.score), worth=_number(feedback.worth)
        )
        share = max(0.0, min(1.0, feedback.score / feedback.worth)) if feedback.worth else 0.0
        yield f'<p class="sum">{_text(total)}</p><div class="bar"><div style="width:{share:.1%}"></div></div>'
        if feedback.penalty > 0:
            late = self.words.late.format(points=_number(feedback.penalty), late=_span(feedback.late))
            yield f'<p class="notice">{_text(late)}</p>'
        if waits:
            yield f'<p class="notice">{_text(self.words.waits.format(what=", ".join(waits)))}</p>'
        heads = "".join(f"<th>{one}</th>" for one in (self.words.part, self.words.points, self.words.note))
        yield f'<table class="parts"><tr>{heads}</tr>'
        yield from (_row(_link(one), one.title, _of(one.mark), _text(self._note(one))) for one in feedback.exercises)
        if feedback.shapes:
            marks = [one.mark for one in feedback.shapes]
            lost = [_link(one) for one in feedback.shapes if one.mark.score < one.mark.worth]
            points = f"{_number(sum(one.score for one in marks))} / {_number(sum(one.worth for one in marks))}"
            yield _row("", self.words.shapes, points, f"{self.words.look_at} {', '.join(lost)}" if lost else "")
        yield from (_row(_link(one), one.title, _of(one.mark), _text(self._note(one))) for one in feedback.written)
        yield "</table>"

    def _note(self, one: Part) -> str:
        """A few words on a part for the table on top."""
        if one.mark.waits:
            return self.words.not_marked
        if one.mark.changed:
            return self.words.by_person
        lost = [result for result in one.results if result.earned < result.points] if isinstance(one, Code) else []
        return self.words.lost.format(count=len(lost), all=len(one.results)) if lost and isinstance(one, Code) else ""

    def _part(self, one: Part, inside: str) -> str:
        comment = (
            f'<div class="comment"><b>{self.words.comment}</b>{_text(one.mark.comment)}</div>'
            if one.mark.comment
            else ""
        )
        changed = f'<p class="remark">{self.words.by_person}</p>' if one.mark.changed else ""
        return (
            f'<section class="part" id="{_text(one.id)}"><h3><span class="id">{_text(one.id)}</span>'
            f'<span>{_text(one.title)}</span><span class="of">{_text(_of(one.mark))}</span></h3>'
            f"{changed}{inside}{comment}</section>"
        )

    def _exercise(self, one: Code) -> str:
        code = (
            f"<details><summary>{self.words.your_code}</summary><pre>{_text(one.code)}</pre></details>"
            if one.code
            else ""
        )
        return self._part(one, f'<ul class="checks">{"".join(map(self._check, one.results))}</ul>{code}')

    def _check(self, result: Result) -> str:
        sign, word = self.words.symbols[result.outcome]
        message = "" if result.outcome in (Outcome.BROKEN, Outcome.EXCUSED) else shortened(result.message)  # of ours
        kind = ' class="lost"' if result.earned < result.points else ""
        told = f" ({word})" if result.outcome not in (Outcome.PASSED, Outcome.FAILED) else ""
        return (
            f'<li{kind}><span class="sign" title="{_text(word)}">{sign}</span>'
            f'<span class="what">{inline_code(plain(result.title))}{_text(told)}</span>'
            f'<span class="worth">{_number(result.earned)} / {_number(result.points)}</span>'
            + (f'<div class="message">{_text(message)}</div>' if message else "")
            + "</li>"
        )

    def _shape(self, one: Shape) -> str:
        full = one.mark.score >= one.mark.worth
        sign, _ = self.words.symbols[Outcome.PASSED if full else Outcome.FAILED]
        given = f"<code>{_text(shortened(one.given))}</code> {sign} {self.words.right if full else self.words.wrong}"
        rows = [(self.words.your_answer, given if one.given or full else f"<em>{self.words.not_answered}</em>")]
        if not full:
            rows.append((self.words.right_answer, f"<code>{_text(one.right)}</code>"))
        table = "".join(f"<tr><th>{_text(name)}</th><td>{html}</td></tr>" for name, html in rows)
        message = "" if full or not one.given or not one.message else f'<div class="message">{_text(one.message)}</div>'
        return self._part(one, f"{own_markdown(plain(one.question))}<table>{table}</table>{message}")

    def _written(self, one: Written, folder: Path) -> str:
        empty = unanswered(one.answer)
        text = f"<p>{self.words.no_answer}</p>" if empty else complete(plain(one.answer), one.attachments, folder)
        waits = f'<p class="remark">{self.words.not_marked}</p>' if one.mark.waits else ""
        return self._part(
            one, f'{own_markdown(plain(one.question)) if one.question else ""}<div class="answer">{text}</div>{waits}'
        )

    def _troubles(self, found: list[tuple[str, str]]) -> Iterator[str]:
        if found:
            yield f"<h2>{_text(self.words.troubles)}</h2><table>"
            for cell, why in found[:MOST_TROUBLES]:
                yield f"<tr><td>{_text(cell)}</td><td><code>{_text(shortened(why))}</code></td></tr>"
            yield "</table>"
            if more := len(found[MOST_TROUBLES:]):
                yield f"<p>{_text(self.words.more.format(count=more))}</p>"


def _row(link: str, title: str, points: str, note: str) -> str:
    return f'<tr><td>{link} {_text(title)}</td><td class="points">{points}</td><td>{note}</td></tr>'


def _link(one: Part) -> str:
    return f'<a href="#{_text(one.id)}">{_text(one.id)}</a>'


def _section(title: str, intro: str, parts: Iterable[str]) -> Iterator[str]:
    if made := list(parts):
        yield f"<h2>{_text(title)}</h2>"
        yield f'<p class="remark">{_text(intro)}</p>' if intro else ""
        yield from made


def _of(mark: Mark) -> str:
    return f"{'–' if mark.waits else _number(mark.score)} / {_number(mark.worth)}"


def _number(points: float) -> str:
    return f"{round(points, 2):g}"


def _time(when: datetime) -> str:
    return f"{when.astimezone():%Y-%m-%d %H:%M}"


def _span(late: timedelta) -> str:
    """A time to the minute, as days and hours are read."""
    days, rest = late.days, late.seconds // 60
    return (f"{days} d " if days else "") + f"{rest // 60} h {rest % 60:02} min"


def _text(words: object) -> str:
    """Any text, harmless in a page."""
    return escape(plain(str(words)))
