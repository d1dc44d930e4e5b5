"""The job script that dask-jobqueue makes of the recipe in docs/scale.md is the one that stands there."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import dask_jobqueue
import pytest
from dask_jobqueue.slurm import SLURMJob

TEXT = (Path(__file__).parents[2] / "docs" / "scale.md").read_text()


def block(language: str) -> str:
    """The block of code in the section on Slurm."""
    section = TEXT.partition("\n## Slurm\n")[2].partition("\n## ")[0]
    found = re.search(rf"^```{language}\n(.*?)^```", section, re.M | re.S)
    assert found is not None
    return found[1]


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the recipe hands to dask-jobqueue."""
    given: dict[str, Any] = {}

    class Recorder:
        def __init__(self, **settings: Any) -> None:
            given.update(settings)

        def adapt(self, **_: int) -> None:
            pass

    monkeypatch.setattr(dask_jobqueue, "SLURMCluster", Recorder)
    exec(block("python"), {})
    return given


def test_the_script_of_the_recipe(settings: dict[str, Any]) -> None:
    options = settings.pop("scheduler_options")
    script = SLURMJob(f"tcp://10.0.0.1:{options['port']}", name="grading-0", **settings).job_script()
    assert script.split() == block("bash").replace("\\\n", " ").split()


def test_one_process_claims_the_gpu(settings: dict[str, Any]) -> None:
    assert settings["processes"] == 1
    assert settings["worker_extra_args"] == ["--resources", "GPU=1"]
    assert "--gres=gpu:1" in settings["job_extra_directives"]
