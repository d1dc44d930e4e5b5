"""A machine of its own on this one: a network namespace behind a cable that can be pulled."""

from __future__ import annotations

import os
import subprocess


class Cable:
    """Joins this machine and another one; raises `OSError` where that is not allowed."""

    def __init__(self) -> None:
        number = os.getpid() % 250
        self.name, self._end = f"grader{os.getpid()}", f"cable{os.getpid()}"[:15]
        self.here, there = f"10.203.{number}.1", f"10.203.{number}.2"
        try:
            _ip(f"netns add {self.name}")
            _ip(f"link add {self._end} type veth peer name far netns {self.name}")
            _ip(f"address add {self.here}/24 dev {self._end}")
            _ip(f"link set {self._end} up")
            for words in (f"address add {there}/24 dev far", "link set far up", "link set lo up"):
                _ip(f"-n {self.name} {words}")
        except OSError:
            self.close()
            raise

    @property
    def within(self) -> tuple[str, ...]:
        """What a command begins with to run on the other machine."""
        return ("ip", "netns", "exec", self.name)

    def pull(self) -> None:
        """Take the cable out: nobody is told, packets are lost."""
        _ip(f"link set {self._end} down")

    def plug_in(self) -> None:
        """Put it back."""
        _ip(f"link set {self._end} up")

    def close(self) -> None:
        """Take the machine away."""
        subprocess.run(["ip", "netns", "del", self.name], capture_output=True, check=False)


def _ip(words: str) -> None:
    done = subprocess.run(["ip", *words.split()], capture_output=True, text=True, check=False)
    if done.returncode:
        raise OSError(f"ip {words}: {done.stderr.strip()}")
