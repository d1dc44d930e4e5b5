"""formgrader on a course folder, and a submission that is open in it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.browser.lab import server
from tests.browser.page import Page

STILL = "(!$.active && !$(':animated').length)"
"""Nothing is loaded or saved, and the page does not scroll to a field."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Jupyter in a course folder; ``base`` is its address."""

    base: str
    token: str

    def enter(self, page: Page) -> None:
        """Log in as a person does who opens the printed address; formgrader's table of submissions."""
        page.go(f"{self.base}login?token={self.token}&next=/formgrader/gradebook/M1/M1")
        page.wait("document.querySelectorAll('tbody tr td').length > 3", "the table of submissions")


@contextmanager
def formgrader(course: Path) -> Iterator[Desk]:
    """Start Jupyter in the course folder."""
    with server(course) as address:
        base, _, token = address.partition("lab/tree/{}?token=")
        yield Desk(base, token)


class Submission:
    """A submission's page."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        page.go(address)
        page.wait("window.formgrader && formgrader.loaded && formgrader.grades.loaded && formgrader.comments.loaded")
        page.wait(f"{STILL} && document.querySelectorAll('.part').length", "all to be loaded")

    def shown(self) -> list[str]:
        """Ids of the points fields that one can see."""
        found: list[str] = self.page.js("[...document.querySelectorAll('input.score')].filter(one => "
                                        "one.checkVisibility()).map(one => one.id)")  # fmt: skip
        return found

    def text(self) -> str:
        """What stands on the page."""
        return str(self.page.js("document.querySelector('#notebook-container').innerText"))

    def mark(self, name: str, points: str, comment: str) -> None:
        """Type points and a comment, as a person does; wait until both are saved."""
        for field, text in ((name, points), (f"{name}-comment", comment)):
            self.page.wait(STILL, "the page to stand still")
            self.page.js(f"document.getElementById({json.dumps(field)}).scrollIntoView({{block: 'center'}})")
            self.page.click(f"#{field}")
            self.page.wait(f"document.activeElement.id === {json.dumps(field)}", f"the cursor in {field}")
            self.page.press("Control+a")
            self.page.type(text)
            self.page.press("Escape")  # saves
            self.page.wait(STILL, f"{field} to be saved")
