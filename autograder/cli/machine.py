"""``autograder doctor``: can this machine run the course?"""

from __future__ import annotations

import typer

from autograder.cli.common import CoursePath, find_course


def add_to(app: typer.Typer) -> None:
    """Register the commands of this module."""
    app.command()(doctor)


def doctor(course: CoursePath = None) -> int:
    """Versions, device, threads, sandbox, data; one line each, with the cure where something is wrong."""
    from autograder.doctor import findings
    from kit.environment import ERROR

    worst = 0
    for finding in findings(find_course(course)):
        print(finding)
        worst = max(worst, int(finding.level == ERROR))
    return worst
