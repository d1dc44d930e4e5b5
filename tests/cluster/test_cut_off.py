"""A worker on another machine is cut off while it grades, and comes back."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from autograder.course import Course
from tests.cluster.cable import Cable
from tests.cluster.farm import PATIENCE, Farm, done, events, marks, wait_until

pytestmark = pytest.mark.slow


@pytest.fixture
def cable() -> Iterator[Cable]:
    try:
        made = Cable()
    except OSError as error:
        pytest.skip(f"no network namespaces here: {error}")
    yield made
    made.close()


def test_a_worker_is_cut_off_and_back(
    course: Course, class_of: Callable[[int], dict[str, float]], farm: Farm, cable: Cable
) -> None:
    deserved = class_of(5)
    farm.scheduler()
    farm.worker("far", f"tcp://{cable.here}:{farm.port}", within=cable.within, again=True)
    grader = farm.grade(course)
    wait_until(lambda: done(course))
    cable.pull()
    wait_until(lambda: "workers: 0," in farm.said("grade"))
    before = done(course)
    cable.plug_in()
    assert grader.wait(PATIENCE) == 0, farm.said("grade")
    assert before < done(course) == dict.fromkeys(deserved, 1)
    assert len({event["worker"] for event in events(course, "done")}) == 2
    assert marks(course) == deserved
