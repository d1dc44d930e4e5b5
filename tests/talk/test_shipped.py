"""The scenes of the notebooks run on the instructor's own solutions and give enough to ask."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.authoring.notebook import build_source
from autograder.authoring.release import write_files
from autograder.course import Course
from autograder.engine.job import Job, JobCell
from autograder.engine.warm import WarmParent
from autograder.grading.reference import reference_cells
from autograder.talk.ask import candidates, choose, gives_away
from autograder.talk.run import SHAPES, scenes_of
from autograder.talk.source import read_cells
from autograder.talk.stage import play_scenes
from kit.questions.draw import rng_for

COURSE = Course.at(Path(__file__).parents[2])
WITH_SCENES = [name for name in COURSE.ids if (COURSE.assignment(name).folder / "talk.py").is_file()]


def test_every_notebook_has_scenes_that_was_written_with_them() -> None:
    assert {"A1", "A2", "P3", "P4"} <= set(WITH_SCENES)


@pytest.mark.parametrize("name", WITH_SCENES)
def test_scenes_run_and_give_questions(name: str, tmp_path: Path, warm: WarmParent) -> None:
    assignment = COURSE.assignment(name)
    notebook = build_source(assignment)
    write_files(assignment, notebook, tmp_path / name)
    all_cells = reference_cells(assignment, notebook, 17, "none of them")
    cells = tuple(JobCell(cell.id, cell.source, "-answer" in cell.id) for cell in all_cells)
    job = Job(name, "17", (tmp_path / name,), cells, (), COURSE.root, 17)
    own, scenes = read_cells(cells), scenes_of(assignment)
    calls = [scene.draw(5, name, "17") for scene in scenes]
    assert 6 <= len(scenes) <= 12
    assert len({(scene.exercise, scene.title) for scene in scenes}) == len(scenes)
    played, notes = play_scenes(job, warm, calls, own, assignment.probe_sources())
    assert notes == []
    assert {scene.title: one.problem for scene, one in zip(scenes, played, strict=True)} == dict.fromkeys(
        (scene.title for scene in scenes), ""
    )
    for number, (call, one) in enumerate(zip(calls, played, strict=True)):
        assert candidates(number, call, one, own), scenes[number].title
    chosen = choose(scenes, calls, played, own, SHAPES, rng_for(1))
    assert len(chosen) >= 5
    for one in chosen:
        read = [one.text, *calls[one.scene].code.splitlines(), *own[one.cell].code(one.function)]
        assert not any(gives_away(one.shape, line) for line in read)
