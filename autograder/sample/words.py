"""Written answers of several qualities, made from the rubrics; some with a picture."""

from __future__ import annotations

import base64
import io
import random

from nbformat import NotebookNode
from PIL import Image, ImageDraw

from autograder.oral import Oral, Rubric

REPORTS = (
    "The start decides in which basin the walk ends; see the table above.",
    "The start decides in which basin a walk ends. See the table above!",
    "Dropout and weight decay differ by less than the spread over five seeds; early stopping saves time only.",
    "All figures are there, both axes have names.",
    "complete",
    "I had no time for more than one seed, so I cannot say what is due to chance.",
)
STARTS = ("", "", "I think ", "In short: ", "As in the lecture, ")
JOINTS = (". ", "; ", ", and ", ". Also, ")


def write_answers(notebook: NotebookNode, oral: Oral | None, number: int, skill: float, draw: random.Random) -> None:
    """Fill every written answer of a notebook: the abler the student, the more key points."""
    for cell in notebook.cells:
        if cell.metadata.get("course", {}).get("role") == "manual" and draw.random() < 0.35 + 0.65 * skill:
            rubric = _rubric_of(oral, str(cell.metadata.nbgrader.grade_id), number)
            cell.source = answer(rubric, skill, draw) if rubric else draw.choice(REPORTS)


def add_picture(notebook: NotebookNode, name: str, inside: bool) -> bytes:
    """Let the first written answer show a picture, kept in the cell or as a file beside; return the file."""
    cell = next(one for one in notebook.cells if one.metadata.get("course", {}).get("role") == "manual")
    data = _curve()
    cell.source += f"\n\n![a loss curve]({'attachment:' * inside}{name})"
    if inside:
        cell["attachments"] = {name: {"image/png": base64.b64encode(data).decode()}}
    return data


def answer(rubric: Rubric, skill: float, draw: random.Random) -> str:
    """An answer in the words of a rubric: some key points, each in one of its wordings, or a wrong statement."""
    points = [draw.choice((key.text, *key.synonyms)) for key in rubric.key_points if draw.random() < skill]
    if rubric.anti and draw.random() > skill:
        points.append(draw.choice(rubric.anti).text)
    if not points:
        return draw.choice(("I do not know.", "Because it works better.", "The network learns it."))
    text = draw.choice(STARTS) + points[0]
    for one in points[1:]:
        joint = draw.choice(JOINTS)
        text += joint + one
    return f"{text[:1].upper()}{text[1:]}."


def _rubric_of(oral: Oral | None, name: str, number: int) -> Rubric | None:
    """The rubric of the question that this student got, where there is one."""
    if oral is None:
        return None
    pool = name.partition("-Q-pool-")[2]
    concept = oral.bank.concept(number, pool).id if pool in oral.bank.pools else name
    return oral.rubrics.get(concept)


def _curve() -> bytes:
    """A falling curve as a small PNG."""
    image = Image.new("RGB", (240, 120), "white")
    pen = ImageDraw.Draw(image)
    pen.line([(20, 5), (20, 105), (235, 105)], fill="black")
    pen.line([(x, 10 + 95 * (1 - 1 / (1 + (x - 20) / 25))) for x in range(20, 235)], fill="black", width=2)
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()
