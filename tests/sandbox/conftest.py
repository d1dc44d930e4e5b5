"""Confined processes and the world around them."""

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from autograder.sandbox import Tier, capabilities

HERE = Path(__file__).parent
SYSTEM_PYTHON = "/usr/bin/python3"
ORDINARY_USER = 12345
TIMEOUT = 60
FILES = (
    "assignments/A1/hidden.py",
    "gradebook.db",
    "submitted/bob/A1/A1.ipynb",
    "submitted/bob/A1/removable",
)
"""What lies around a job."""


@dataclass(frozen=True)
class Variant:
    """A tier, who runs it, and the Landlock version that it believes in."""

    name: str
    tier: Tier
    ordinary: bool = False
    abi: int | None = None


VARIANTS = [
    Variant("namespaces", Tier.NAMESPACES),
    Variant("namespaces-ordinary-user", Tier.NAMESPACES, ordinary=True),
    Variant("namespaces-without-landlock", Tier.NAMESPACES, abi=0),
    Variant("landlock", Tier.LANDLOCK),
    Variant("landlock-ordinary-user", Tier.LANDLOCK, ordinary=True),
    Variant("landlock-of-linux-5.13", Tier.LANDLOCK, ordinary=True, abi=1),
]


@dataclass
class Job:
    """A directory for a job, and how to start it."""

    variant: Variant
    directory: Path
    processes: list[subprocess.Popen[str]] = field(default_factory=list)

    def start(self, code: str, *, before: str = "", fds: tuple[int, ...] = (), **policy: Any) -> Any:
        """Start a confined process; it is the warden where the tier has one."""
        python = SYSTEM_PYTHON if self.variant.ordinary else sys.executable
        settings = {
            "tier": self.variant.tier.value,
            "abi": self.variant.abi,
            "job": str(self.directory),
            "policy": policy,
            "before": before,
            "code": code,
        }
        user: dict[str, Any] = {}
        if self.variant.ordinary and os.geteuid() == 0:
            user = {"user": ORDINARY_USER, "group": ORDINARY_USER, "extra_groups": []}
        process = subprocess.Popen(
            [python, str(HERE / "confined.py"), json.dumps(settings)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            stdin=subprocess.DEVNULL,
            pass_fds=fds,
            text=True,
            cwd="/",
            env=os.environ | {"PYTHONPATH": str(HERE.parents[1])},
            **user,
        )
        self.processes.append(process)
        return process

    def run(self, code: str, **options: Any) -> subprocess.CompletedProcess[str]:
        """Start a confined process and wait for it."""
        process = self.start(code, **options)
        out, err = process.communicate(timeout=TIMEOUT)
        return subprocess.CompletedProcess([], process.returncode, out, err)

    def clean(self) -> None:
        """End what still runs and remove the directory."""
        for process in self.processes:
            if process.poll() is None:
                process.kill()
            process.communicate()
        shutil.rmtree(self.directory, ignore_errors=True)


def _need(variant: Variant) -> None:
    found = capabilities()
    missing = found.namespaces if variant.tier is Tier.NAMESPACES else found.landlock
    if variant.tier is not Tier.NONE and missing:
        pytest.skip(missing)
    if variant.ordinary and os.geteuid() == 0:
        if not Path(SYSTEM_PYTHON).exists():
            pytest.skip(f"no {SYSTEM_PYTHON} that an ordinary user may run")
        question = [SYSTEM_PYTHON, "-c", "import sys; raise SystemExit(sys.version_info < (3, 11))"]
        if subprocess.run(question, check=False).returncode:
            pytest.skip(f"{SYSTEM_PYTHON} is older than Python 3.11")
        if any(not folder.stat().st_mode & 0o001 for folder in HERE.parents):
            pytest.skip("the checkout is closed to ordinary users")


def _make_job(variant: Variant, parent: Path | None = None) -> Job:
    _need(variant)
    directory = Path(tempfile.mkdtemp(dir=parent))
    if variant.ordinary and os.geteuid() == 0:
        os.chown(directory, ORDINARY_USER, ORDINARY_USER)
    return Job(variant, directory)


@pytest.fixture(params=VARIANTS, ids=lambda variant: variant.name)
def job(request: pytest.FixtureRequest) -> Iterator[Job]:
    """Yield a job of each variant."""
    made = _make_job(request.param)
    yield made
    made.clean()


@pytest.fixture(params=[each for each in VARIANTS if each.tier is Tier.NAMESPACES], ids=lambda variant: variant.name)
def forking_job(request: pytest.FixtureRequest) -> Iterator[Job]:
    """Yield a job of each variant in which processes can be started."""
    made = _make_job(request.param)
    yield made
    made.clean()


@pytest.fixture
def make_job() -> Iterator[Callable[[Tier], Job]]:
    """Yield a maker of jobs that run as the user who runs the tests."""
    made: list[Job] = []

    def make(tier: Tier) -> Job:
        made.append(_make_job(Variant(tier.value, tier)))
        return made[-1]

    yield make
    for each in made:
        each.clean()


@dataclass
class Surroundings:
    """A course with secrets, services and a process beside a job, all open to the user that runs it."""

    job: Job
    world: dict[str, Any]
    victim: subprocess.Popen[bytes]

    def attack(self) -> dict[str, str | None]:
        """Try every attack from inside: what each one got, None where it was stopped."""
        code = f"attacks.run_all(attacks.World(**{self.world!r}))"
        os.environ["GRADER_TOKEN"] = self.world["marker"]
        try:
            done = self.job.run(code, fds=(self.world["descriptor"],))
        finally:
            del os.environ["GRADER_TOKEN"]
        assert done.returncode == 0, done.stderr
        results: dict[str, str | None] = json.loads(done.stdout)
        return results


@contextlib.contextmanager
def _services(course: Path, marker: str) -> Iterator[tuple[int, int]]:
    with contextlib.ExitStack() as stack:
        tcp = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        udp = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
        udp.bind(("127.0.0.1", 0))
        for kind, address in (
            (socket.SOCK_STREAM, f"{course}/stream"),
            (socket.SOCK_STREAM, "\0" + marker),
            (socket.SOCK_DGRAM, f"{course}/datagram"),
        ):
            service = stack.enter_context(socket.socket(socket.AF_UNIX, kind))
            service.bind(address)
            if kind == socket.SOCK_STREAM:
                service.listen()
        stop = threading.Event()

        def echo() -> None:
            udp.settimeout(0.1)
            while not stop.is_set():
                with contextlib.suppress(TimeoutError):
                    data, sender = udp.recvfrom(10)
                    udp.sendto(data, sender)

        thread = threading.Thread(target=echo)
        thread.start()
        stack.callback(thread.join)
        stack.callback(stop.set)
        yield tcp.getsockname()[1], udp.getsockname()[1]


@contextlib.contextmanager
def surroundings(variant: Variant) -> Iterator[Surroundings]:
    """Make a course around a job."""
    _need(variant)
    marker = "marker" + uuid.uuid4().hex
    course = Path(tempfile.mkdtemp())
    files = (
        "assignments/A1/hidden.py",
        "gradebook.db",
        "submitted/bob/A1/A1.ipynb",
        "submitted/bob/A1/removable",
    )
    for name in files:
        path = course / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(marker)
    (course / ".grading").mkdir()
    descriptor = os.open(course / FILES[0], os.O_RDONLY)
    user: dict[str, Any] = {"user": ORDINARY_USER} if variant.ordinary and os.geteuid() == 0 else {}
    sleeper = [SYSTEM_PYTHON if variant.ordinary else sys.executable, "-c", "input()", marker]
    victim = subprocess.Popen(sleeper, stdin=subprocess.PIPE, cwd="/", **user)
    inner = _make_job(variant, course / ".grading")
    try:
        with _services(course, marker) as (tcp_port, udp_port):
            if user:
                for folder, directories, names in os.walk(course):
                    for name in (".", *directories, *names):
                        os.chown(os.path.join(folder, name), ORDINARY_USER, ORDINARY_USER)
            world = {"course": str(course), "victim": victim.pid, "marker": marker, "descriptor": descriptor}
            yield Surroundings(inner, {**world, "tcp_port": tcp_port, "udp_port": udp_port}, victim)
    finally:
        inner.clean()
        victim.send_signal(signal.SIGKILL)
        victim.communicate()
        os.close(descriptor)
        shutil.rmtree(course)


@pytest.fixture(scope="module", params=VARIANTS, ids=lambda variant: variant.name)
def attacked(request: pytest.FixtureRequest) -> Iterator[tuple[Surroundings, dict[str, str | None]]]:
    """Yield surroundings of each variant after every attack, and what each attack got."""
    with surroundings(request.param) as made:
        yield made, made.attack()


@pytest.fixture(scope="module")
def unconfined() -> Iterator[dict[str, str | None]]:
    """Yield what every attack gets where only limits apply."""
    with surroundings(Variant("none", Tier.NONE)) as made:
        yield made.attack()
