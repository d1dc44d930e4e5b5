"""A browser for these tests; they are skipped where none is installed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.browser.page import NAMES, Page, chromium, executable


@pytest.fixture
def page() -> Iterator[Page]:
    """A tab of a browser of its own."""
    if executable() is None:
        pytest.skip(f"no browser is installed ({', '.join(NAMES)}): apt-get install chromium")
    with chromium() as tab:
        yield tab
