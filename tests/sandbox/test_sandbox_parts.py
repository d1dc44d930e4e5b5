"""Policies, tiers, what is readable, and the environment."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from autograder.sandbox import (
    Capabilities,
    Policy,
    Tier,
    capabilities,
    describe,
    interpreter_paths,
    pick,
)
from autograder.sandbox.syscall_numbers import NUMBERS
from autograder.sandbox.view import bindings

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("namespaces", "landlock", "tier"),
    [
        ("", "", Tier.NAMESPACES),
        ("", "no", Tier.NAMESPACES),
        ("no", "", Tier.LANDLOCK),
        ("no", "no", Tier.NONE),
    ],
)
def test_pick(namespaces: str, landlock: str, tier: Tier) -> None:
    assert pick(Capabilities(7, namespaces, landlock)) is tier


@pytest.mark.parametrize("tier", Tier)
def test_describe(tier: Tier) -> None:
    line = describe(tier, Capabilities(0, "unshare: Operation not permitted", "this kernel has no Landlock"))
    assert "\n" not in line
    assert ("unshare: Operation not permitted" in line) == (tier is not Tier.NAMESPACES)
    assert ("no Landlock" in line) == (tier is Tier.NONE)


def test_capabilities_of_this_machine() -> None:
    found = capabilities()
    if sys.platform == "linux" and found.landlock_abi:
        assert not found.landlock
    assert describe(pick())


@pytest.mark.parametrize(
    ("denied", "tier", "reason"),
    [
        ("unshare", Tier.LANDLOCK, "unshare: Operation not permitted"),
        ("mount", Tier.LANDLOCK, "mount"),
        ("unshare landlock_create_ruleset", Tier.NONE, "no Landlock"),
    ],
)
def test_fallback_in_containers(denied: str, tier: Tier, reason: str) -> None:
    code = f"""
from autograder.sandbox import describe, pick
from autograder.sandbox.bpf import Filter
container = Filter()
for name in {denied.split()}:
    container.deny(name)
container.install()
print(pick().value, describe(pick()))
"""
    if capabilities().landlock:
        pytest.skip(capabilities().landlock)
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.startswith(tier.value + " ")
    assert reason in done.stdout


def test_read_only_before_linux_5_12(forking_job: Any) -> None:
    before = """
import errno
from autograder.sandbox import namespaces
real = namespaces.syscall
def old_kernel(name, *arguments):
    if name == "mount_setattr":
        raise OSError(errno.ENOSYS, name)
    return real(name, *arguments)
namespaces.syscall = old_kernel
"""
    code = "import os; print(all(os.statvfs(path).f_flag & os.ST_RDONLY for path in ('/usr', '/', os.__file__)))"
    done = forking_job.run(code, before=before)
    assert done.stdout == "True\n", done.stderr


def test_interpreter_paths_leave_the_course_out() -> None:
    paths = interpreter_paths()
    assert Path(sys.prefix) in paths
    assert Path(sys.base_prefix).resolve() in paths
    for name in ("assignments", "tests", "gradebook.db"):
        assert not any((ROOT / name).is_relative_to(path) for path in paths)


def test_policy_needs_absolute_paths(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="not absolute"):
        Policy(job=Path("job"))
    with pytest.raises(ValueError, match="not absolute"):
        Policy(job=tmp_path, read_only=(Path("data"),))


def test_policy_refuses_what_holds_the_job(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="lies in"):
        Policy(job=tmp_path / "job", read_only=(tmp_path,))
    with pytest.raises(ValueError, match="lies in /usr"):
        Policy(job=Path("/usr/local/course/job"))
    (tmp_path / "link").symlink_to(tmp_path)
    with pytest.raises(ValueError, match="lies in"):
        Policy(job=tmp_path / "job", read_only=(tmp_path / "link",))


def test_bindings_resolve_and_do_not_repeat(tmp_path: Path) -> None:
    data = tmp_path / "data"
    (data / "inner").mkdir(parents=True)
    (tmp_path / "link").symlink_to(data)
    job = tmp_path / "job"
    job.mkdir()
    shown = bindings(Policy(job=job, read_only=(data / "inner", data, tmp_path / "link", tmp_path / "none")))
    ours = [(b.target.name, b.source.name, b.writable) for b in shown if b.target.is_relative_to(tmp_path)]
    assert ours == [("data", "data", False), ("job", "job", True), ("link", "data", False)]


def test_every_number_is_used_once() -> None:
    for column in (0, 1):
        numbers = [pair[column] for pair in NUMBERS.values() if pair[column] is not None]
        assert len(numbers) == len(set(numbers))


def test_environment(job: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("API_TOKEN", "secret")
    monkeypatch.setenv("KIT_DATA", "/data")
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    code = """
import os, tempfile
assert "API_TOKEN" not in os.environ
assert "secret" not in open("/proc/self/environ").read()
assert os.environ["KIT_DATA"] == "/data" and os.environ["OMP_NUM_THREADS"] == "1"
assert os.path.samefile(tempfile.gettempdir(), os.environ["TMPDIR"])
for name in ("HOME", "TMPDIR"):
    open(os.path.join(os.environ[name], "x"), "w").close()
print(os.getcwd(), os.path.expanduser("~"))
"""
    done = job.run(code, keep_environment=["KIT_DATA"])
    home = job.directory / ".home" if job.variant.tier is Tier.LANDLOCK else "/tmp/home"
    assert done.stdout == f"{job.directory} {home}\n", done.stderr


def test_no_network_but_loopback(forking_job: Any) -> None:
    code = """
import socket
server = socket.create_server(("127.0.0.1", 0))
client = socket.create_connection(server.getsockname())
print([name for _, name in socket.if_nameindex()], socket.gethostname(), socket.gethostbyname("localhost"))
"""
    done = forking_job.run(code)
    assert done.stdout == "['lo'] sandbox 127.0.0.1\n", done.stderr


def test_links_to_data_are_followed(job: Any, tmp_path: Path) -> None:
    if job.variant.ordinary:
        pytest.skip("pytest's directory is closed to others")
    data = tmp_path / "data"
    data.mkdir()
    (data / "x.txt").write_text("x")
    link = tmp_path / "link"
    link.symlink_to(data)
    code = f"print(open('{link}/x.txt').read()); open('{link}/x.txt', 'w')"
    done = job.run(code, read_only_extra=[str(link)])
    assert done.stdout == "x\n", done.stderr
    assert "Error" in done.stderr.splitlines()[-1]
