"""A class on many workers, as a network of queues: the grader, the wire, the scheduler, the workers.

The grader is one process: it reads and plans submissions and writes marks, one piece at a time, in the order in which
they come. The wire takes a job there and its record back. Only so many jobs are under way as the workers have places,
and one more for each worker; what has come back waits for the writer outside of that.
"""

from __future__ import annotations

import heapq
import random
from collections import deque
from dataclasses import dataclass, field
from itertools import count


@dataclass(frozen=True)
class Costs:
    """Seconds a submission, by what does the work; ``wire`` is bytes over bytes a second.

    ``gap`` is what a worker waits between two jobs; ``spread`` is the relative width of the workers' times.
    """

    work: float
    prepare: float
    write: float
    schedule: float
    wire: float
    gap: float = 0.0
    spread: float = 0.2

    @property
    def shared(self) -> dict[str, float]:
        """Seconds a submission at each station that there is only one of."""
        return {"the grader": self.prepare + self.write, "the scheduler": self.schedule, "the network": self.wire}

    @property
    def bottleneck(self) -> str:
        """The station that is full first."""
        return max(self.shared, key=lambda name: self.shared[name])

    @property
    def enough(self) -> float:
        """Workers that the bottleneck can just keep busy (utilisation law): more bring nothing."""
        return (self.work + self.gap) / self.shared[self.bottleneck]

    def bound(self, jobs: int, workers: int) -> float:
        """The least seconds that a class can take: the most loaded station never waits."""
        return jobs * max((self.work + self.gap) / workers, *self.shared.values())


@dataclass
class Simulated:
    """Seconds that a class took, and the share of them that each station was busy."""

    seconds: float = 0.0
    busy: dict[str, float] = field(default_factory=dict)
    longest_backlog: int = 0


@dataclass
class _Station:
    """Servers with one queue, first come, first served."""

    name: str
    servers: int
    waiting: deque[tuple[float, int, str]] = field(default_factory=deque)
    used: float = 0.0


ROUTE = ("prepare", "there", "schedule", "work", "back", "write")
PLACES = {"prepare": 0, "there": 1, "schedule": 2, "work": 3, "back": 1, "write": 0}


def simulate(costs: Costs, jobs: int, workers: int, seed: int = 0) -> Simulated:
    """Grade `jobs` submissions on `workers` workers."""
    draw = random.Random(seed)
    stations = [_Station("the grader", 1), _Station("the network", 1), _Station("the scheduler", 1)]
    stations.append(_Station("the workers", workers))
    takes = {"prepare": costs.prepare, "there": costs.wire / 2, "schedule": costs.schedule}
    takes |= {"back": costs.wire / 2, "write": costs.write}
    events: list[tuple[float, int, int, str]] = []
    number, now, sent, backlog = count(), 0.0, 0, 0
    out = Simulated()

    def seconds_of(step: str) -> float:
        if step != "work":
            return takes[step]
        return costs.gap + costs.work * draw.uniform(1 - costs.spread, 1 + costs.spread)

    def arrive(job: int, step: str) -> None:
        station, seconds = stations[PLACES[step]], seconds_of(step)
        station.used += seconds
        if station.servers:
            station.servers -= 1
            heapq.heappush(events, (now + seconds, next(number), job, step))
        else:
            station.waiting.append((seconds, job, step))

    for sent in range(min(jobs, 2 * workers)):
        arrive(sent, ROUTE[0])
    sent = min(jobs, 2 * workers)
    while events:
        now, _, job, step = heapq.heappop(events)
        station = stations[PLACES[step]]
        if station.waiting:
            seconds, other, its_step = station.waiting.popleft()
            heapq.heappush(events, (now + seconds, next(number), other, its_step))
        else:
            station.servers += 1
        if step == "back":
            backlog += 1
            if sent < jobs:
                arrive(sent, ROUTE[0])
                sent += 1
        if step == "write":
            backlog -= 1
        else:
            arrive(job, ROUTE[ROUTE.index(step) + 1])
        out.longest_backlog = max(out.longest_backlog, backlog)
    out.seconds = now
    many = {"the workers": workers}
    out.busy = {one.name: one.used / now / many.get(one.name, 1) for one in stations}
    return out
