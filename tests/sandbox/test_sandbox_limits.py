"""Memory, files, processes and time are limited, each for itself."""

import errno
import signal
from typing import Any

import pytest

from autograder.sandbox import Tier, pick

MB = 1 << 20


def is_landlock(job: Any) -> bool:
    return job.variant.tier is Tier.LANDLOCK


def test_private_memory(job: Any) -> None:
    code = """
blocks = []
try:
    while True:
        blocks.append(bytearray(10 << 20))
except MemoryError:
    print(len(blocks) * 10)
"""
    got = int(job.run(code, memory_bytes=200 * MB).stdout)
    assert 150 <= got <= 200


def test_shared_memory(job: Any) -> None:
    code = """
import mmap, os
try:
    mmap.mmap(-1, 4096)
    print("anonymous")
except OSError:
    pass
try:
    os.memfd_create("x")
    print("memfd")
except OSError:
    pass
written = 0
try:
    with open("/dev/shm/x", "wb", 0) as file:
        while written < 100 << 20:
            written += file.write(bytes(1 << 20))
except OSError:
    pass
print(written >> 20)
"""
    done = job.run(code, memory_bytes=64 * MB)
    assert done.stdout == ("0\n" if is_landlock(job) else "64\n"), done.stderr


def test_file_size(job: Any) -> None:
    code = """
written = 0
try:
    with open("big", "wb", 0) as file:
        while written < 20 << 20:
            written += file.write(bytes(1 << 20))
except OSError as error:
    print(error.errno, written >> 20)
"""
    assert job.run(code, file_bytes=5 * MB).stdout == f"{errno.EFBIG} 5\n"


def test_temporary_files(forking_job: Any) -> None:
    code = """
written = 0
try:
    for i in range(20):
        with open(f"/tmp/{i}", "wb", 0) as file:
            written += file.write(bytes(1 << 20))
except OSError as error:
    print(error.errno, written >> 20)
"""
    assert forking_job.run(code, file_bytes=5 * MB).stdout == f"{errno.ENOSPC} 5\n"


def test_processes(job: Any) -> None:
    code = """
import os, time
children = 0
try:
    for _ in range(200):
        if os.fork() == 0:
            time.sleep(60)
        children += 1
except OSError as error:
    print(error.errno, children)
"""
    number, children = map(int, job.run(code, processes=20).stdout.split())
    if is_landlock(job):
        assert (number, children) == (errno.EPERM, 0)
    else:
        assert number == errno.EAGAIN
        assert 19 <= children <= 20  # two processes of ours count where they have the job's user


def test_threads(job: Any) -> None:
    if is_landlock(job) and not job.variant.ordinary:
        pytest.skip("no limit on threads holds root; that on memory does")
    code = """
import threading
stop = threading.Event()
try:
    for count in range(100):
        threading.Thread(target=stop.wait).start()
except RuntimeError:
    print(count)
stop.set()
"""
    got = int(job.run(code, processes=20).stdout)
    assert 15 <= got <= 20


def test_open_files(job: Any) -> None:
    code = """
import os
try:
    while True:
        last = os.dup(1)
except OSError:
    print(last)
"""
    assert job.run(code, open_files=50).stdout == "49\n"


@pytest.mark.parametrize("ignore", [False, True])
def test_processor_time(make_job: Any, ignore: bool) -> None:
    code = "import signal\n" + "signal.signal(signal.SIGXCPU, signal.SIG_IGN)\n" * ignore + "while True: pass"
    done = make_job(pick()).run(code, cpu_seconds=1)
    assert done.returncode == -(signal.SIGKILL if ignore else signal.SIGXCPU)


def test_no_core_dump(job: Any) -> None:
    code = "import resource; print(resource.getrlimit(resource.RLIMIT_CORE))"
    assert job.run(code).stdout == "(0, 0)\n"
