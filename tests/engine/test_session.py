"""Submissions that behave and that do not, run by the engine."""

from __future__ import annotations

import contextlib
import dataclasses
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from autograder.course import Course
from autograder.engine.job import CellStatus, Job, JobCell, Limits, Record
from autograder.engine.session import grade
from autograder.engine.warm import WarmParent
from kit.checks import Outcome

IMPORTS = "import torch\nfrom torch import nn"
SQUARE = "def square(x):\n    return x * x"
NET = """class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(3, 2)
    def forward(self, x):
        return self.layer(x)"""
QUICK = Limits(cell_seconds=2, check_seconds=2)


@pytest.fixture
def run(mini: Course, tmp_path: Path, warm: WarmParent):
    def run(*sources: str, limits: Limits = QUICK, files: dict[str, str] | None = None) -> Record:
        folder = tmp_path / "submission"
        folder.mkdir()
        for name, text in (files or {}).items():
            (folder / name).write_text(text)
        cells = tuple(JobCell(f"cell-{index}", source) for index, source in enumerate((IMPORTS, *sources)))
        job = Job("M1", "17", (folder,), cells, ("M1-E1", "M1-E2"), mini.root, 17, limits=limits)
        return grade(job, warm)

    return run


def lost(record: Record) -> dict[str, str]:
    return {one.id: one.message for one in record.results if one.outcome is not Outcome.PASSED}


def test_right_answers_keep_every_mark(run) -> None:
    record = run(SQUARE, NET)
    assert lost(record) == {}
    assert [result.id for result in record.results] == [
        "M1-E1.values", "M1-E1.gradient", "M1-E1.argument", "M1-E2.affine", "M1-E2.trains", "M1-E2.device",
    ]  # fmt: skip
    assert record.earned("M1-E1") == 3
    assert Record.from_json(record.to_json()) == record


def test_a_missing_name_and_a_stub_are_not_implemented(run) -> None:
    record = run("def square(x):\n    raise NotImplementedError()")
    results = {one.id: one for one in record.results}
    assert results["M1-E1.values"].outcome is Outcome.BLOCKED
    assert results["M1-E1.values"].message == "not implemented"
    assert "Net is not defined" in results["M1-E2.affine"].message
    assert results["M1-E2.trains"].message.startswith("needs first")


def test_an_exception_names_the_line(run) -> None:
    record = run("def square(x):\n    y = x[7, 7]\n    return y * y", NET)
    assert "line 2 of square: y = x[7, 7]" in lost(record)["M1-E1.values"]
    assert record.earned("M1-E2") == 95


def test_a_syntax_error_costs_its_own_exercise_only(run) -> None:
    record = run("def square(x)\n    return x", NET)
    assert record.cells[1].status is CellStatus.ERROR
    assert record.earned("M1-E1") == 0
    assert record.earned("M1-E2") == 95


def test_an_endless_cell_is_stopped_and_the_rest_is_graded(run) -> None:
    record = run(SQUARE, "while True: pass", NET)
    assert record.cells[2].status is CellStatus.TIMEOUT
    assert lost(record) == {}


def test_a_cell_that_ignores_interrupts_is_killed_and_left_out(run) -> None:
    record = run(SQUARE, "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True: pass", NET)
    assert record.cells[2].status is CellStatus.DIED
    assert lost(record) == {}


def test_all_cells_together_have_a_limit(run) -> None:
    slow = ["import time; time.sleep(0.8)"] * 4
    record = run(SQUARE, *slow, NET, limits=dataclasses.replace(QUICK, notebook_seconds=1.5))
    assert [cell.status.value for cell in record.cells] == ["ok"] * 4 + ["timeout"] * 3
    assert "all cells together" in record.cells[-1].error
    assert {name.partition(".")[0] for name in lost(record)} == {"M1-E2"}


def test_time_in_which_others_had_the_processor_does_not_count(run, neighbours, monkeypatch) -> None:
    monkeypatch.setattr("autograder.engine.student_side.PATIENCE", 30.0)
    work = "import time\nwhile time.process_time() < start + {}: pass"
    start = "import time\nstart = time.process_time()"
    record = run(SQUARE, start, work.format(0.9), start, work.format(5), NET)
    assert [cell.status.value for cell in record.cells] == ["ok", "ok", "ok", "ok", "ok", "timeout", "ok"]


@pytest.fixture
def neighbours():
    """Two processes for each processor that never rest."""
    count = 2 * len(os.sched_getaffinity(0))
    busy = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(count)]
    yield
    for process in busy:
        process.kill()
        process.wait()


def test_a_full_disk_is_prevented(run) -> None:
    bomb = """import time
for number in range(100):
    open(f'{number}.bin', 'wb').write(b'x' * (4 << 20))
    time.sleep(0.05)"""
    limits = dataclasses.replace(QUICK, cell_seconds=20, disk_bytes=50 << 20)
    record = run(SQUARE, bomb, NET, limits=limits)
    assert record.cells[2].status is CellStatus.DIED
    assert "wrote more than" in record.cells[2].error
    assert lost(record) == {}


def test_too_much_memory_in_many_processes(run) -> None:
    bomb = """import os, time
for _ in range(4):
    if os.fork() == 0:
        block = bytearray(100 << 20)
        for at in range(0, len(block), 4096):
            block[at] = 1
        time.sleep(60)
time.sleep(60)"""
    limits = dataclasses.replace(QUICK, cell_seconds=20, memory_bytes=250 << 20)
    record = run(SQUARE, bomb, NET, limits=limits)
    assert record.cells[2].status is CellStatus.DIED
    assert "of memory" in record.cells[2].error
    assert lost(record) == {}


def test_a_cell_that_ends_the_process_is_left_out(run) -> None:
    record = run(SQUARE, "import os\nos._exit(0)", NET)
    assert record.cells[2].status is CellStatus.DIED
    assert lost(record) == {}
    assert any("cell-2" in note for note in record.notes)


def test_a_function_that_ends_the_process_costs_its_checks_only(run) -> None:
    record = run("import os\ndef square(x):\n    os._exit(0)", NET, limits=dataclasses.replace(QUICK, restarts=3))
    assert set(lost(record)) == {"M1-E1.values", "M1-E1.gradient", "M1-E1.argument"}
    assert all("process ended" in message for message in lost(record).values())


def test_a_function_that_never_ends_costs_its_checks_only(run) -> None:
    record = run("def square(x):\n    while True: pass", NET)
    assert set(lost(record)) == {"M1-E1.values", "M1-E1.gradient", "M1-E1.argument"}
    assert "took too long" in lost(record)["M1-E1.values"]


def test_in_place_change_is_seen_and_does_not_help(run) -> None:
    record = run("def square(x):\n    with torch.no_grad():\n        return x.zero_()", NET)
    assert {"M1-E1.values", "M1-E1.argument"} <= set(lost(record))


def test_forbidden_function_is_seen_when_it_runs(run) -> None:
    record = run("import torch as t\ndef square(x):\n    return getattr(t, 'squ' + 'are')(x)", NET)
    assert "square is what you are asked to write" in lost(record)["M1-E1.values"]


def test_forbidden_function_is_seen_in_the_text(run) -> None:
    """The process undoes all guards; the text stays."""
    evil = """import kit.student.host as host, contextlib
host.guarded = lambda names: contextlib.nullcontext(set())
def helper(x):
    return torch.square(x)
def square(x):
    return helper(x)"""
    record = run(evil, NET)
    assert lost(record)["M1-E1.values"] == "square is what you are asked to write (line 4: return torch.square(x))"
    assert record.earned("M1-E1") == 0
    assert record.earned("M1-E2") == 95
    assert any("kit.student" in note for note in record.look_at)


def test_wrong_device_is_seen_without_a_gpu(run) -> None:
    net = NET.replace("return self.layer(x)", "return self.layer(x) + torch.zeros(2)")
    record = run(SQUARE, net)
    assert set(lost(record)) == {"M1-E2.device"}
    assert "device" in lost(record)["M1-E2.device"]


def test_objects_that_say_yes_do_not_help(run) -> None:
    yes = """class Yes(torch.Tensor):
    def __eq__(self, other): return True
    @classmethod
    def __torch_function__(cls, func, types, args=(), kwargs=None): return True
def square(x):
    return torch.ones(x.shape).as_subclass(Yes)"""
    record = run(yes, NET)
    assert record.earned("M1-E1") <= 1
    assert "should be a tensor" in lost(record)["M1-E1.values"]


def test_patched_torch_and_kit_do_not_reach_the_checks(run) -> None:
    patch = """import kit.checks.expect, kit.checks.run
torch.isclose = torch.equal = torch.allclose = lambda *a, **k: torch.tensor(True)
kit.checks.expect.close = kit.checks.expect.untouched = lambda *a, **k: None
kit.checks.run.run_check = None
def square(x): return 2 * x"""
    assert "M1-E1.values" in lost(run(patch, NET))


def test_course_and_machine_are_out_of_reach(run, mini: Course) -> None:
    secret = mini.root / "assignments" / "M1" / "hidden.py"
    spy = f"""import os, socket
found = []
for path in ({str(secret)!r}, {str(mini.root)!r}, "/etc/shadow"):
    if os.path.exists(path): found.append(path)
try:
    open("/usr/x", "w"); found.append("write")
except OSError: pass
try:
    socket.create_connection(("192.0.2.1", 80), timeout=0.2); found.append("net")
except OSError: pass
print("FOUND", found)"""
    record = run(spy, SQUARE, NET)
    text = "".join(output.get("text", "") for output in record.cells[1].outputs)
    assert text == "FOUND []\n"


def test_files_of_the_submission_are_there_and_stay_as_they_are(run, tmp_path: Path) -> None:
    record = run("data = open('data.txt').read()\nopen('data.txt', 'w').write('x')\nprint(data)", SQUARE, NET,
                 files={"data.txt": "seven"})  # fmt: skip
    assert record.cells[1].outputs[0]["text"] == "seven\n"
    assert (tmp_path / "submission" / "data.txt").read_text() == "seven"


def test_outputs_are_bounded_and_scripts_are_gone(run) -> None:
    page = "from IPython.display import HTML, display\ndisplay(HTML('<b>bold</b><script>alert(1)</script>'))"
    record = run("print('x' * 10_000_000)", page, SQUARE, NET)
    assert len(record.cells[1].outputs[0]["text"]) < 3_000_000
    html = record.cells[2].outputs[0]["data"]["text/html"]
    assert "<b>bold</b>" in html
    assert "<script" not in html


def test_commands_of_the_shell_work(run) -> None:
    record = run("name = 'seven'\n!echo {name}; exit 3\nprint(_exit_code)\nlines = !echo eight\nprint(lines[0])")
    assert "".join(one["text"] for one in record.cells[1].outputs) == "seven\n3\neight\n"


def test_warnings_and_standard_error_cost_nothing(run) -> None:
    noisy = "import sys, warnings\ndef square(x):\n    warnings.warn('careful')\n    return x * x"
    assert lost(run(noisy, NET)) == {}


def test_two_gradings_agree(run, mini: Course, tmp_path: Path, warm: WarmParent) -> None:
    first = run("def square(x): return x + 1e-3 * torch.randn(())", NET)
    job = Job("M1", "17", (tmp_path / "submission",), tuple(JobCell(c.id, s) for c, s in zip(
        first.cells, (IMPORTS, "def square(x): return x + 1e-3 * torch.randn(())", NET), strict=True)),
        ("M1-E1", "M1-E2"), mini.root, 17, limits=QUICK)  # fmt: skip
    again = grade(job, warm)
    assert [(one.id, one.outcome, one.message) for one in first.results] == [
        (one.id, one.outcome, one.message) for one in again.results
    ]


def test_no_process_is_left(run) -> None:
    marker = f"sleepy-{os.getpid()}"
    run(f"import subprocess, sys\nsubprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)', '{marker}'],"
        "start_new_session=True)", SQUARE, NET)  # fmt: skip
    end = time.monotonic() + 5
    while (left := _running(marker)) and time.monotonic() < end:
        time.sleep(0.05)
    assert left == []


def _running(marker: str) -> list[str]:
    found = []
    for process in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            if marker.encode() in process.read_bytes():
                found.append(process.parent.name)
    return found
