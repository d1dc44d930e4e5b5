"""Rubrics as Markdown, for the person who marks."""

from __future__ import annotations

from autograder.oral.bank import Oral, Rubric


def rubric_markdown(rubric: Rubric, points: float) -> str:
    """Return the key points with their points, accepted synonyms, and statements that cost a point."""
    lines = ["| points | key point (any wording) | also accepted |", "|---:|---|---|"]
    lines += [f"| {key.weight * points:.3g} | {key.text} | {', '.join(key.synonyms)} |" for key in rubric.key_points]
    if rubric.anti:
        lines += ["", "Wrong statements, each costs the key point named:", ""]
        lines += [f"- {anti.text} (*{rubric.key_points[anti.loses].text}*)" for anti in rubric.anti]
    return "\n".join(lines)


def concept_markdown(oral: Oral, concept: str, points: float) -> str:
    """Return the rubric of one concept question under its text."""
    text = oral.bank.concepts[concept].text
    return f"**{concept}** {text}\n\n{rubric_markdown(oral.rubrics[concept], points)}"


def pool_markdown(oral: Oral, pool: str, points: float, number: int | None = None) -> str:
    """Return the rubrics of a pool: of the question that student `number` got, or of all questions."""
    ids = oral.bank.pools[pool] if number is None else (oral.bank.concept(number, pool).id,)
    return "\n\n---\n\n".join(concept_markdown(oral, concept, points) for concept in ids)
