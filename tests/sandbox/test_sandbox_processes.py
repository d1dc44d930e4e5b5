"""A job dies with its warden, hears SIGINT, ends as its code ends, and leaves nothing behind."""

import os
import signal
import time
from pathlib import Path
from typing import Any

import pytest

DAEMONS = """
import os, signal, time
for i in range(3):
    if os.fork() == 0:
        os.setsid()
        if os.fork():
            os._exit(0)
        for number in (signal.SIGHUP, signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)
        while True:
            open(f"beat{i}", "w").write(str(time.monotonic()))
            time.sleep(0.02)
while not all(os.path.exists(f"beat{i}") for i in range(3)):
    time.sleep(0.01)
print("ready", flush=True)
"""
IGNORING = """
import signal, time
for number in set(signal.Signals) - {signal.SIGKILL, signal.SIGSTOP}:
    signal.signal(number, signal.SIG_IGN)
print("ready", flush=True)
time.sleep(60)
"""


def is_beating(directory: Path) -> bool:
    """Say whether a daemon still writes."""

    def beats() -> list[str]:
        return [path.read_text() for path in sorted(directory.glob("beat*"))]

    before = beats()
    assert len(before) == 3
    time.sleep(0.2)
    return beats() != before


def test_daemons_end_with_the_job(forking_job: Any) -> None:
    done = forking_job.run(DAEMONS)
    assert (done.returncode, done.stdout) == (0, "ready\n"), done.stderr
    assert not is_beating(forking_job.directory)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_daemons_end_with_the_warden(forking_job: Any, number: signal.Signals) -> None:
    process = forking_job.start(DAEMONS + "time.sleep(60)")
    assert process.stdout.readline() == "ready\n"
    assert is_beating(forking_job.directory)
    process.send_signal(number)
    process.communicate(timeout=5)  # which also waits until nothing inside holds the pipe any longer
    assert process.returncode == -signal.SIGKILL
    assert not is_beating(forking_job.directory)


def test_sigterm_is_answered_when_nothing_is_left(forking_job: Any) -> None:
    process = forking_job.start(DAEMONS + "time.sleep(60)")
    assert process.stdout.readline() == "ready\n"
    process.send_signal(signal.SIGTERM)
    process.wait(timeout=5)
    os.set_blocking(process.stdout.fileno(), False)
    assert process.stdout.read() == ""  # the end of the pipe, not "nothing yet"
    assert not is_beating(forking_job.directory)


def test_killing_the_outer_process_ends_a_job_that_ignores_signals(job: Any) -> None:
    process = job.start(IGNORING)
    assert process.stdout.readline() == "ready\n"
    process.kill()
    process.communicate(timeout=5)
    assert process.returncode == -signal.SIGKILL


def test_interrupt_reaches_the_job_each_time(job: Any) -> None:
    code = """
import time
for count in range(3):
    try:
        print("ready", flush=True)
        time.sleep(60)
    except KeyboardInterrupt:
        print("interrupted", flush=True)
"""
    process = job.start(code)
    for _ in range(3):
        assert process.stdout.readline() == "ready\n"
        process.send_signal(signal.SIGINT)
        assert process.stdout.readline() == "interrupted\n"
    process.communicate(timeout=5)
    assert process.returncode == 0


def test_interrupt_during_entry_is_not_lost(job: Any) -> None:
    before = "import os, signal; signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])\n"
    before += "os.kill(os.getpid(), signal.SIGINT)"
    done = job.run("import time; time.sleep(5); print('missed')", before=before)
    assert "KeyboardInterrupt" in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize("code", [0, 3])
def test_exit_status(job: Any, code: int) -> None:
    assert job.run(f"raise SystemExit({code})").returncode == code


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSEGV, signal.SIGABRT])
def test_death_by_signal(job: Any, number: signal.Signals) -> None:
    assert job.run(f"import os; os.kill(os.getpid(), {int(number)})").returncode == -number


def test_job_dies_with_the_supervisor(job: Any) -> None:
    before = "import os\nif child := os.fork():\n    os.waitpid(child, 0)\n    os._exit(0)"
    supervisor = job.start(IGNORING, before=before)
    assert supervisor.stdout.readline() == "ready\n"
    supervisor.kill()
    supervisor.communicate(timeout=5)  # ends when the last process that holds the pipe has ended


def test_pipes_end_with_the_job(job: Any) -> None:
    read, write = os.pipe()
    process = job.start(f"import os; os.write({write}, b'x')", fds=(write,), keep_fds=(write,))
    os.close(write)
    with os.fdopen(read, "rb") as pipe:
        assert pipe.read() == b"x"
    process.communicate(timeout=5)


def test_descriptors_are_closed(job: Any) -> None:
    read, write = os.pipe()
    code = f"import os\nfor fd in ({read}, {write}):\n    os.fstat(fd)"
    done = job.run(code, fds=(read, write))
    os.close(read)
    os.close(write)
    assert "Bad file descriptor" in done.stderr


def test_standard_input_is_empty(job: Any) -> None:
    assert job.run("import sys; print(repr(sys.stdin.read()))").stdout == "''\n"


def test_threads_are_refused(job: Any) -> None:
    before = "import threading, time; threading.Thread(target=time.sleep, args=(5,), daemon=True).start()"
    done = job.run("print('confined')", before=before)
    assert done.returncode == 99
    assert "single thread" in done.stderr


def test_view_of_processes(forking_job: Any) -> None:
    code = "import os; print(os.getpid(), sorted(int(n) for n in os.listdir('/proc') if n.isdigit()))"
    assert forking_job.run(code).stdout == "2 [1, 2]\n"


def test_init_is_closed_to_the_job(forking_job: Any) -> None:
    code = """
import os
for what in ("environ", "maps", "mem", "fd", "root/etc/passwd"):
    try:
        os.listdir("/proc/1/fd") if what == "fd" else open(f"/proc/1/{what}", "rb").read(1)
        print(what)
    except OSError:
        pass
for number in (9, 19):
    try:
        os.kill(1, number)
    except PermissionError:
        pass
print("alive")
"""
    assert forking_job.run(code).stdout == "alive\n"
