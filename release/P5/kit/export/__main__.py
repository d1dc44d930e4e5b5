"""``python -m kit.export 17 "Ada Lovelace" A1``: the same as `export_html` in the notebook."""

from __future__ import annotations

import argparse
import sys

from kit.export import ExportError, WrongFormError, export_html
from kit.language import tr


def main(arguments: list[str] | None = None) -> int:
    """Export and return the exit code: 0 done, 1 not exported."""
    parser = argparse.ArgumentParser(prog="python -m kit.export", description=__doc__)
    parser.add_argument("number", nargs="?", help="the number that you were given, digits")
    parser.add_argument("name", nargs="?", help='your name, in quotes: "Ada Lovelace"')
    parser.add_argument("assignment", nargs="?", help="A1, A2, P3, P4 or P5")
    parser.add_argument("--notebook", help="the file (default: the one of this folder)")
    parser.add_argument("--force", action="store_true", help="export although something is missing")
    given = parser.parse_args(arguments)
    try:
        path = export_html(given.number, given.name, given.assignment, given.notebook, given.force)
    except (ExportError, WrongFormError) as error:
        print(tr(str(error)), file=sys.stderr)
        return 1
    print(tr(f"written: {path}"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
