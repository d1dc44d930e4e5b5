"""What a folder holds is seen whatever its shape."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from autograder.engine.watch import disk_use
from autograder.files import remove_tree

DEEP = """
import os
for _ in range(5000):
    os.mkdir("d")
    os.chdir("d")
open("big", "wb").write(bytes(1 << 20))
"""


def test_counts_files_and_bytes_and_stops_at_the_most(tmp_path: Path) -> None:
    for name in "abc":
        (tmp_path / name).write_bytes(bytes(8192))
    assert disk_use(tmp_path, 10) == (3 * 8192, 3)
    assert disk_use(tmp_path, 1)[1] == 2


def test_sees_to_the_ground_of_folders_deeper_than_a_path_is_long(tmp_path: Path) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    subprocess.run([sys.executable, "-c", DEEP], cwd=scratch, check=True)
    try:
        assert disk_use(scratch, 50_000) == (1 << 20, 5001)
    finally:
        remove_tree(scratch)


def test_sees_into_closed_folders_and_does_not_follow_links(tmp_path: Path) -> None:
    scratch, other = tmp_path / "scratch", tmp_path / "other"
    (scratch / "closed").mkdir(parents=True)
    (scratch / "closed" / "file").write_bytes(bytes(8192))
    other.mkdir()
    (other / "file").write_bytes(bytes(1 << 16))
    (scratch / "link").symlink_to(other)
    os.chmod(scratch / "closed", 0)
    size, count = disk_use(scratch, 10)
    assert (size - (scratch / "link").lstat().st_blocks * 512, count) == (8192, 3)
