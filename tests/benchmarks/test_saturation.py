"""The simulation of many workers against what is known without it."""

from __future__ import annotations

import pytest

from benchmarks.simulate import Costs, simulate

EVEN = Costs(work=1.0, prepare=0.02, write=0.03, schedule=0.001, wire=0.004, spread=0.0)


def test_one_worker_takes_the_sum_of_all_work() -> None:
    found = simulate(EVEN, 200, 1)
    ends = EVEN.prepare + EVEN.wire + EVEN.schedule + EVEN.write  # before the first job and after the last
    assert found.seconds == pytest.approx(200 * EVEN.work + ends)
    assert found.busy["the workers"] == pytest.approx(200 / found.seconds)


def test_a_job_alone_takes_each_step_once() -> None:
    ends = EVEN.prepare + EVEN.wire + EVEN.schedule + EVEN.write
    assert simulate(EVEN, 1, 8).seconds == pytest.approx(EVEN.work + ends)


def test_it_saturates_where_the_law_says() -> None:
    assert EVEN.bottleneck == "the grader"
    assert EVEN.enough == pytest.approx(20)
    few, more = simulate(EVEN, 2000, 10), simulate(EVEN, 2000, 40)
    assert few.busy["the workers"] == pytest.approx(1, abs=0.02)
    assert few.busy["the grader"] == pytest.approx(0.5, abs=0.02)
    assert more.busy["the grader"] == pytest.approx(1, abs=0.02)
    assert more.seconds == pytest.approx(2000 * 0.05, rel=0.02)
    assert simulate(EVEN, 2000, 160).seconds == pytest.approx(more.seconds, rel=0.02)


@pytest.mark.parametrize("workers", [1, 3, 8, 19, 24, 100])
@pytest.mark.parametrize("seed", [1, 2])
def test_never_faster_than_the_most_loaded_station(workers: int, seed: int) -> None:
    uneven = Costs(work=1.0, prepare=0.02, write=0.03, schedule=0.001, wire=0.004, spread=0.9)
    seconds = simulate(uneven, 3000, workers, seed).seconds
    bound = uneven.bound(3000, workers)
    assert 0.97 * bound < seconds < 1.1 * bound  # what is drawn varies around its mean


def test_each_station_can_be_the_one_that_is_full() -> None:
    for name, slow in {
        "the scheduler": Costs(1.0, 0.01, 0.01, 0.1, 0.01),
        "the network": Costs(1.0, 0.01, 0.01, 0.001, 0.1),
    }.items():
        assert slow.bottleneck == name
        assert simulate(slow, 500, 50).busy[name] == pytest.approx(1, abs=0.06)
