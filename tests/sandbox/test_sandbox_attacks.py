"""No attack reaches what lies around a job, and each would if it were not confined."""

from pathlib import Path
from typing import Any

import pytest
from attacks import ATTACKS

from autograder.sandbox import Tier

KNOWN = {("stat_secret", Tier.LANDLOCK): "a file whose name is known shows its size"}
NEEDS_OTHER_MACHINE = {
    "open_terminal",  # a terminal
    "open_virtual_machine_socket",  # a virtual machine
    "call_by_x32_number",  # a kernel with x32
    "call_unknown_number",  # a later kernel
    "read_init_environment",  # root
    "write_sysctl",  # root
    "write_sysrq",  # root
    "mount_file_system",  # root
    "push_terminal_input",  # root
    "gain_privileges",  # limits alone set no_new_privs too
    "hold_capabilities",  # root
    "read_own_environment",  # scrubbed with limits alone too
    "read_inherited_descriptor",  # closed with limits alone too
}


@pytest.mark.parametrize("name", ATTACKS)
def test_attack_is_stopped(name: str, attacked: tuple[Any, dict[str, str | None]]) -> None:
    made, results = attacked
    if (name, made.job.variant.tier) in KNOWN:
        pytest.skip(KNOWN[name, made.job.variant.tier])
    assert results[name] is None


@pytest.mark.parametrize("name", sorted(set(ATTACKS) - NEEDS_OTHER_MACHINE))
def test_attack_would_work(name: str, unconfined: dict[str, str | None]) -> None:
    assert unconfined[name] is not None


def test_course_is_unchanged(attacked: tuple[Any, dict[str, str | None]]) -> None:
    made, _ = attacked
    course, marker = Path(made.world["course"]), made.world["marker"]
    files = sorted(str(path.relative_to(course)) for path in course.rglob("*") if path.is_file())
    outside = [name for name in files if not name.startswith(".grading")]
    assert outside == [
        "assignments/A1/hidden.py",
        "gradebook.db",
        "submitted/bob/A1/A1.ipynb",
        "submitted/bob/A1/removable",
    ]
    assert {(course / name).read_text() for name in outside} == {marker}
    assert made.victim.poll() is None


def test_work_goes_on(job: Any) -> None:
    done = job.run("attacks.work(None)")
    assert done.stdout == "works\n", done.stderr
