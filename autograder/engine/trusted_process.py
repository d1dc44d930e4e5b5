"""Process T: holds the checks and what they expect, asks S for values, gives the verdict."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from autograder.bridge import Bridge, Channel
from autograder.course import Course
from kit.checks import Check, Result, run_exercise
from kit.student import Student


def run(control: Channel, bridge: Channel, job: dict[str, Any]) -> None:
    """Check exercises on command until the supervisor hangs up. Runs in a process forked for it."""
    import torch

    torch.set_num_threads(1)
    os.chdir(job["course"])
    assignment = Course(Path(job["course"])).assignment(job["assignment"])
    exercises = assignment.exercises(job["number"])
    asked = Bridge(bridge)
    asked.send_probes(assignment.probe_sources())
    control.send({"ready": True})

    def started(check: Check) -> None:
        control.send({"started": check.id})

    while True:
        message, _ = control.receive()
        exercise = exercises[message["check"]]
        known = [Result.from_json(one) for one in message["known"]]
        student = Student(asked)
        for result in run_exercise(exercise, student, message["seed"], False, started, known):
            control.send({"result": result.to_json()})
            if asked.gone:
                break
        control.send({"done": asked.gone})
