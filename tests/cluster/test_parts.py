"""The parts of the cluster's way: each alone, in this process."""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode

from autograder.cluster import link
from autograder.cluster.bundle import bundle_of, write_files
from autograder.cluster.host import share_of_host
from autograder.cluster.house import House, agree, terms_here
from autograder.cluster.job import RemoteJob, Reply
from autograder.cluster.leash import Leash
from autograder.cluster.ledger import DONE, LOST, SENT, Ledger, read_events
from autograder.cluster.window import Window
from autograder.course import Course
from autograder.engine.job import Limits
from autograder.engine.warm import WarmParent
from autograder.errors import EngineError, MachineError
from autograder.grading.classroom import read_submission
from autograder.grading.run import Plan, Submission, attempt, plan

Planned = tuple[Plan, Submission]


@pytest.fixture
def planned(course: Course, hand_in: Callable[..., Path], warm: WarmParent) -> Callable[..., Planned]:
    assignment = course.assignment("M1")
    source = nbformat.read(assignment.source, as_version=4)

    def planned(student: str = "01", **how: object) -> Planned:
        hand_in(student, **how)
        submission, _ = read_submission(assignment, source, student)
        return plan(submission, warm, 17, Limits(), None), submission

    return planned


def test_a_ledger_remembers_who_killed_workers(tmp_path: Path) -> None:
    path = tmp_path / "below" / "M1.jsonl"
    ledger = Ledger(path)
    for student, event in (("01", LOST), ("02", LOST), ("02", DONE), ("03", SENT)):
        ledger.note(event, student, f"job {student}")
    ledger.close()
    with path.open("a") as file:
        file.write('{"event": "lost", "job": "job 0')  # a crash
    again = Ledger(path)
    assert again.killed_workers("job 01")
    assert not again.killed_workers("job 02")
    assert not again.killed_workers("job 03")
    again.note(LOST, "03", "job 03")
    assert again.killed_workers("job 03")
    again.close()
    assert [event["job"] for event in read_events(path)] == ["job 01", "job 02", "job 02", "job 03", "job 03"]


def test_a_window_lets_in_as_many_as_there_are_places() -> None:
    window, inside, most = Window(), threading.Semaphore(0), []
    go = threading.Event()

    def enter() -> None:
        with window.entered():
            inside.release()
            go.wait(20)

    with ThreadPoolExecutor(4) as pool:
        futures = [pool.submit(enter) for _ in range(4)]
        for places in (1, 3):
            window.resize(places)
            while inside.acquire(timeout=0.2):
                most.append(places)
        assert most == [1, 3, 3]
        go.set()
        for future in futures:
            future.result(20)
        window.resize(0)
        late = pool.submit(enter)
        window.close()
        with pytest.raises(EngineError, match="stopped"):
            late.result(20)


def test_one_alone_waits_for_all_others_on_its_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    def assert_must_wait(alone: bool) -> None:
        with pytest.raises(EngineError, match="taken back"), share_of_host(alone, lambda: True):
            pass

    with share_of_host(False, lambda: True), share_of_host(False, lambda: True):
        assert_must_wait(alone=True)
    with share_of_host(True, lambda: True):
        assert_must_wait(alone=False)
        assert_must_wait(alone=True)


def test_a_job_grades_the_same_elsewhere(planned: Callable[..., Planned], tmp_path: Path, warm: WarmParent) -> None:
    def reads_a_file(notebook: NotebookNode) -> None:
        cell = next(one for one in notebook.cells if "TODO M1-E1" in one.source)
        cell.source += "\nprint(open('weights/net.bin', 'rb').read())"

    here, submission = planned(change=reads_a_file)
    (submission.folders[0] / "weights").mkdir()
    (submission.folders[0] / "weights" / "net.bin").write_bytes(b"\x00\xff")
    write_files(bundle_of([submission.assignment]), tmp_path / "elsewhere")
    packed = RemoteJob.of(here, submission, alone=False).pack()
    house = House((tmp_path / "elsewhere").resolve(), warm)
    reply = Reply.from_text(house.grade_packed("key", packed, "worker"))
    assert reply.failed == reply.unfit == ""
    assert reply.record is not None
    local = attempt(here, submission, warm)
    seen = [[one.to_json() | {"seconds": 0} for one in record.results] for record in (reply.record, local)]
    assert seen[0] == seen[1]
    assert [(run.id, run.status, run.outputs) for run in reply.record.cells] == [
        (run.id, run.status, run.outputs) for run in local.cells
    ]
    assert any("\\xff" in str(run.outputs) for run in local.cells)
    assert (reply.record.key, reply.record.checks) == (local.key, local.checks)


def test_what_a_worker_gets(planned: Callable[..., Planned]) -> None:
    _, submission = planned()
    names = set(bundle_of([submission.assignment]))
    assert {"assignments/M1/hidden.py", "assignments/M1/M1.py", "source/M1/M1.ipynb"} <= names
    assert not [name for name in names if "/M1/bank/" in name or "submitted" in name or "__pycache__" in name]


def test_equal_work_has_one_name(planned: Callable[..., Planned]) -> None:
    def digest(*given: object, **how: object) -> str:
        return RemoteJob.of(*planned(*given, **how), alone=False).digest

    assert digest() == digest()
    assert len({digest(), digest("02"), digest(exercises=())}) == 3


def test_a_worker_of_another_version_is_refused() -> None:
    ours = terms_here(sandbox=True)
    agree(ours, 0)
    for other, words in (
        (type(ours)("another", ours.libraries, True), "another version"),
        (type(ours)(ours.engine, "torch 1.0", True), "it has .*; the grader has torch 1.0"),
    ):
        with pytest.raises(MachineError, match=words):
            agree(other, 0)
    with pytest.raises(MachineError, match="promises 99 GPUs"):
        agree(ours, 99)


def test_a_job_that_is_taken_back_ends(planned: Callable[..., Planned], tmp_path: Path, warm: WarmParent) -> None:
    here, submission = planned(code={"M1-E1-answer": "import time\ntime.sleep(50)"})
    write_files(bundle_of([submission.assignment]), tmp_path / "elsewhere")
    house, forked = House((tmp_path / "elsewhere").resolve(), warm), threading.Event()
    fork = Leash.fork_trusted

    def told(*given: object) -> object:
        try:
            return fork(*given)  # type: ignore[arg-type]
        finally:
            forked.set()

    with pytest.MonkeyPatch.context() as patch, ThreadPoolExecutor(1) as pool:
        patch.setattr(Leash, "fork_trusted", told)
        job = RemoteJob.of(here, submission, alone=False)
        future = pool.submit(house.grade_packed, "key", job.pack(), "worker")
        assert forked.wait(60)
        house.take_back("key")
        reply = Reply.from_text(future.result(40))
    assert reply.record is None
    assert reply.failed
    assert warm.checks(submission.assignment.course.root, "M1", 17)  # the warm parent is as it was


def test_a_reply_is_text() -> None:
    assert Reply.from_text(Reply("w", failed="no\udcff room").to_text()) == Reply("w", failed="no\udcff room")


def test_no_scheduler_is_one_clear_line(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(link, "ANSWER_SECONDS", 0.5)
    for address, words in (
        ("tcp://127.0.0.1:9", "no scheduler answers at tcp://127.0.0.1:9"),
        (str(tmp_path / "none.json"), "there is no scheduler file"),
    ):
        with pytest.raises(MachineError, match=words):
            link.Link(address, {}, terms_here(sandbox=True), print)
