"""The guide's pictures are there, small, described and used. (Needs no browser.)"""

from __future__ import annotations

import re

from tests.browser.pictures import LARGEST, ROOT, TARGET

GUIDE = ROOT / "docs" / "students.md"


def test_pictures_of_the_guide() -> None:
    shown = {name: alt for alt, name in re.findall(r"!\[(.*?)\]\(pictures/(.*?)\)", GUIDE.read_text())}
    files = {file.name: file.stat().st_size for file in TARGET.iterdir()}
    assert sorted(shown) == sorted(files)
    assert max(files.values()) <= LARGEST
    assert all(len(alt) > 10 for alt in shown.values())
