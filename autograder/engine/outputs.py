"""Take over what a submission's cell puts out: bounded, plain, and harmless in a browser."""

from __future__ import annotations

import re
from typing import Any

import bleach

PLAIN = ("text/plain", "text/markdown", "text/latex")
IMAGES = ("image/png", "image/jpeg")
TAGS = {
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "div",
    "span",
    "p",
    "b",
    "i",
    "em",
    "strong",
    "br",
    "pre",
    "code",
}
BASE64 = re.compile(r"[A-Za-z0-9+/=\s]*\Z")
MAX_TAGS, TAG_SIZE = 4000, 200
"""HTML with more tags is dropped; a tag counts as so many characters: cleaning takes half a millisecond for each."""
CUT = "\n[output cut: too long]\n"


def collect_output(outputs: list[dict[str, Any]], output: Any, size: int, limit: int) -> int:
    """Append one output from S to `outputs` and return the new total size in characters.

    Anything out of form raises ValueError, KeyError or TypeError. Scripts, widgets and unknown kinds are dropped.
    """
    if type(output) is not dict:
        raise ValueError("an output is a dict")
    kind = output["output_type"]
    if kind == "clear":
        outputs.clear()
        return 0
    size += len(str(output)) + TAG_SIZE * _tags(output)
    if size > limit:
        if not outputs or outputs[-1].get("text") != CUT:
            outputs.append({"output_type": "stream", "name": "stdout", "text": CUT})
        return size
    if kind == "stream":
        name = "stderr" if output["name"] == "stderr" else "stdout"
        text = str(output["text"])
        if outputs and outputs[-1]["output_type"] == "stream" and outputs[-1]["name"] == name:
            outputs[-1]["text"] += text
        else:
            outputs.append({"output_type": "stream", "name": name, "text": text})
    elif kind in ("display_data", "execute_result"):
        clean = {"output_type": kind, "data": _data(dict(output["data"])), "metadata": {}}
        if kind == "execute_result":
            clean["execution_count"] = None
        outputs.append(clean)
    elif kind == "error":
        lines = [str(line) for line in output["traceback"]]
        outputs.append(
            {
                "output_type": "error",
                "ename": str(output["ename"]),
                "evalue": str(output["evalue"]),
                "traceback": lines,
            }
        )
    else:
        raise ValueError("unknown kind of output")
    return size


def _tags(output: dict[str, Any]) -> int:
    html = output["data"].get("text/html") if type(output.get("data")) is dict else None
    return min(str(html).count("<"), MAX_TAGS + 1) if html is not None else 0


def _data(data: dict[Any, Any]) -> dict[str, str]:
    kept = {kind: str(data[kind]) for kind in PLAIN if kind in data}
    kept |= {kind: str(data[kind]) for kind in IMAGES if kind in data and BASE64.match(str(data[kind]))}
    if "text/html" in data and str(data["text/html"]).count("<") <= MAX_TAGS:
        kept["text/html"] = bleach.clean(str(data["text/html"]), tags=TAGS, attributes={}, strip=True)
    return kept
