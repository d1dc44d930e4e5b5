"""The environment check: levels, lines, exit code; it agrees with the course's own requirements."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import tomllib
from importlib import metadata
from pathlib import Path
from types import SimpleNamespace

import pytest

from kit import environment
from kit.environment import ERROR, OK, REMARK, Finding, environment_report, main

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A release with one data file; the slow parts are left out."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "d.npz").write_bytes(b"data")
    checksum = hashlib.sha256(b"data").hexdigest()
    (tmp_path / "course.json").write_text(f'{{"assignment": "A1", "data": {{"data/d.npz": "{checksum}"}}}}')
    monkeypatch.setattr(environment, "_torch", lambda: [])
    monkeypatch.setattr(environment, "_tensorboard", lambda: Finding(OK, "tensorboard", ""))
    return tmp_path


def only(findings: list[Finding], subject: str) -> Finding:
    """Return the one finding about a subject that is not fine."""
    (found,) = [finding for finding in findings if finding.subject == subject and finding.level != OK]
    return found


def test_minimum_versions_are_those_of_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = {}
    for line in project["dependencies"]:
        name, _, rest = line.partition(">=")
        wanted[name] = rest
    for name, minimum in environment.MINIMUM.items():
        exclusions = "".join(f",!={bad}.*" for bad in environment.EXCLUDED.get(name, ()))
        assert wanted[name] == minimum + exclusions
    assert project["requires-python"] == ">=" + ".".join(map(str, environment.PYTHON))


def test_nothing_to_repair(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(folder) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[-1] == "ready"
    assert not [line for line in lines if line.startswith(ERROR)]


@pytest.mark.parametrize(
    ("name", "version", "level"),
    [
        ("torch", "2.10.1+cpu", ERROR),
        ("torch", "2.13.1", ERROR),
        ("numpy", "1.26.4", ERROR),
        ("torch", None, ERROR),
        ("tensorboard", None, REMARK),
        ("nbconvert", "6.0", REMARK),
    ],
)
def test_versions(folder: Path, monkeypatch: pytest.MonkeyPatch, name: str, version: str | None, level: str) -> None:
    true = metadata.version

    def pretended(package: str) -> str:
        if package != name:
            return true(package)
        if version is None:
            raise metadata.PackageNotFoundError(package)
        return version

    monkeypatch.setattr(metadata, "version", pretended)
    found = only(environment_report(folder), name)
    assert found.level == level
    assert "pip install" in found.repair
    assert (version or "not installed") in found.message
    assert "\n" not in str(found)
    assert main(folder) == (1 if level == ERROR else 0)


def test_data(folder: Path) -> None:
    (folder / "data" / "d.npz").write_bytes(b"changed")
    assert "not the file of the release" in only(environment_report(folder), "data").message
    (folder / "data" / "d.npz").unlink()
    found = only(environment_report(folder), "data")
    assert "missing" in found.message
    assert found.level == REMARK  # the notebook generates data instead
    for text in ("[", "{}", '{"data": 3}'):
        (folder / "course.json").write_text(text)
        assert "damaged" in only(environment_report(folder), "data").message
    (folder / "course.json").unlink()
    assert "no course.json" in only(environment_report(folder), "data").message


def test_disk(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for free, level in ((1.0, REMARK), (0.05, ERROR)):
        usage = SimpleNamespace(free=free * 2**30)
        monkeypatch.setattr(shutil, "disk_usage", lambda path, usage=usage: usage)
        assert only(environment_report(folder), "disk").level == level


def test_torchvision_for_another_torch(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made_for = metadata.version("torch").partition("+")[0]
    for line, fits in (
        (f"torch=={made_for}", True),
        ("torch==2.11.0", False),
        ("torch (==2.11.0+cpu)", False),
        ("torch (>=2.11.0)", True),
        ("torch>=9.0", False),
    ):
        monkeypatch.setattr(metadata, "requires", lambda name, line=line: ["numpy", line])
        found = [one for one in environment_report(folder) if one.subject == "torchvision" and one.level == ERROR]
        assert bool(found) != fits
        assert all("--upgrade torch torchvision" in one.repair for one in found)


def test_a_file_that_hides_a_module(folder: Path) -> None:
    for name, level in (("torch.py", ERROR), ("random.py", REMARK), ("mine.py", OK)):
        (folder / name).touch()
        assert [one.level for one in environment_report(folder) if one.subject == name] == [level][: level != OK]


def test_old_python(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9, 2))
    assert only(environment_report(folder), "Python").level == ERROR


def fake_torch(found: bool = False, mps: bool = False, threads: int = 1) -> SimpleNamespace:
    """A torch with a chosen device."""
    cuda = SimpleNamespace(get_device_name=lambda index: "GPU of the test", is_available=lambda: found)
    backends = SimpleNamespace(mps=SimpleNamespace(is_available=lambda: mps))
    return SimpleNamespace(cuda=cuda, backends=backends, get_num_threads=lambda: threads)


@pytest.mark.parametrize(
    ("build", "driver", "found", "level", "text"),
    [
        ("13.0", True, True, OK, "GPU of the test, CUDA 13.0"),
        (None, True, False, REMARK, "built without CUDA"),
        ("13.0", True, False, REMARK, "does not find"),
        (None, False, False, REMARK, "no GPU"),
    ],
)
def test_device(
    monkeypatch: pytest.MonkeyPatch, build: str | None, driver: bool, found: bool, level: str, text: str
) -> None:
    monkeypatch.setattr(environment, "_nvidia_driver", lambda: driver)
    finding = environment._device(fake_torch(found), build, found)
    assert finding.level == level
    assert text in finding.message
    assert bool(finding.repair) == (driver and not found)


def test_threads() -> None:
    assert environment._threads(fake_torch(threads=1)).level == OK
    assert environment._threads(fake_torch(threads=10_000)).level == REMARK


def test_script_runs_beside_the_notebook_with_real_torch_and_tensorboard(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "kit", tmp_path / "kit", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "assignments" / "check_env.py", tmp_path)
    command = [sys.executable, "-W", "error", str(tmp_path / "check_env.py")]
    done = subprocess.run(command, capture_output=True, text=True, cwd="/", timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "an event file was written and read" in done.stdout
    assert "threads" in done.stdout


def test_script_without_any_package(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "kit", tmp_path / "kit", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "assignments" / "check_env.py", tmp_path)
    bare = [sys.executable, "-I", "-S", str(tmp_path / "check_env.py")]
    done = subprocess.run(bare, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1
    assert "error  torch: is not installed" in done.stdout
    assert done.stderr == ""
