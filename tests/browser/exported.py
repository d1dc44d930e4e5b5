"""What the exported page shows in a browser that has no network."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.browser.page import Page


def open_offline(page: Page, file: Path) -> dict[str, Any]:
    """Open the file by its name with the network cut; what is in it.

    Returns
    -------
    dict
        ``left``: addresses that were asked for besides the file; ``errors`` of the console; ``images``: how many;
        ``empty``: the sources of those without pixels; ``nameless``: how many have no alternative text; ``formulas``:
        how many are set; ``tex``: text that still holds TeX.
    """
    page.call("Page.navigate", url="about:blank")
    page.wait("location.href === 'about:blank' && document.readyState === 'complete'", "an empty page")
    page.requests.clear()
    page.errors.clear()
    page.call("Network.emulateNetworkConditions", offline=True, latency=0, downloadThroughput=-1, uploadThroughput=-1)
    page.go(file.as_uri())
    shown: dict[str, Any] = page.js(
        "(() => { const all = [...document.images];"
        " all.forEach(one => { one.loading = 'eager' });"
        " return Promise.all(all.map(one => one.decode().catch(() => null))).then(() => ({images: all.length,"
        " empty: all.filter(one => !one.naturalWidth).map(one => one.src.slice(0, 80)),"
        " nameless: all.filter(one => !one.alt || one.alt.startsWith('No description')).length,"
        " formulas: document.querySelectorAll('img.tex').length,"
        " tex: [...document.querySelectorAll('.jp-MarkdownOutput')].flatMap(one => one.innerText.match("
        "/\\$[^$\\n]*\\\\[a-z]+[^$\\n]*\\$/g) || [])})) })()"
    )
    left = [one for one in page.requests if one != file.as_uri() and not one.startswith("data:")]
    return shown | {"left": left, "errors": list(page.errors)}
